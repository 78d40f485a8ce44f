package store

func first(s Store) int { return s.Items["a"] } // want "index 1 map[string]int"
