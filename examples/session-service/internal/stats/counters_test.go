package stats

import (
	"sync"
	"testing"
)

func TestCounters(t *testing.T) {
	c := New()
	for _, path := range []string{"/login", "/whoami", "/whoami"} {
		c.Hit(path)
	}
	if c.Total() != 3 || c.Hits("/whoami") != 2 {
		t.Errorf("Total = %d, Hits = %d; want 3 and 2", c.Total(), c.Hits("/whoami"))
	}
}

func TestConcurrentHits(t *testing.T) {
	const goroutines, hits = 8, 500
	c := New()
	var wg sync.WaitGroup
	for i := 0; i < goroutines; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := 0; n < hits; n++ {
				c.Hit("/whoami")
			}
		}()
	}
	wg.Wait()
	if got := c.Total(); got != goroutines*hits {
		t.Errorf("Total = %d, want %d", got, goroutines*hits)
	}
}
