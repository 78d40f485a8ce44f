package store_test

import "example.com/shop/store"

func count(s store.Store) int { return len(s.Items) } // want "len 1 map[string]int"
