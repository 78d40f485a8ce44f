// Package stats counts requests.
package stats

// Counters counts hits by path.
type Counters struct {
	hits map[string]int
}

// New returns counters that are all zero.
func New() *Counters {
	return &Counters{hits: make(map[string]int)}
}

// Hit counts one request of a path.
func (c *Counters) Hit(path string) {
	c.hits[path]++
}

// Hits returns how often a path was requested.
func (c *Counters) Hits(path string) int {
	return c.hits[path]
}

// Total returns the number of all requests.
func (c *Counters) Total() int {
	total := 0
	for _, n := range c.hits {
		total += n
	}
	return total
}
