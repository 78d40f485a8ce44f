package shop

import (
	"example.com/missing"
	"example.com/shop/store"
)

type table = map[string]int

type mapOf[K comparable, V any] interface{ ~map[K]V }

type mixed interface{ ~[]int | ~map[int]int }

func pick[T any](t T) T { return t }

func uses(s *store.Store, rows []int, name string) int {
	const umlaut = "ä"
	_ = /* ä before an offset */ s.Items[name] // want "index 1 map[string]int"
	for range s.Items {                        // want "range 1 map[string]int"
	}
	for range rows { // want "range 0 []int"
	}
	delete(s.Items, name)                       // want "delete 1 map[string]int"
	clear(rows)                                 // want "clear 0 []int"
	_ = pick[int](rows[0])                      // want "index 0 []int"
	_ = pick[table](nil)["a"]                   // want "index 1 example.com/shop.table"
	_ = store.Cache[string, int]{}.Rows["a"][1] // want "index 1 map[string][]int" "index 0 []int"
	_ = missing.Table["a"]                      // no type: left out
	return len(umlaut)                          // want "len 0 untyped string"
}

func shadowed(len func(table) int, m table) int { return len(m) }

func generic[M mapOf[K, V], K comparable, V any, N mixed](m M, n N) int {
	for range m { // want "range 1 M"
	}
	return len(n) // want "len 0 N"
}
