package store

type Store struct{ Items map[string]int }

type Cache[K comparable, V any] struct{ Rows map[K][]V }
