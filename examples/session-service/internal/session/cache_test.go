package session

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestGetOrCreate(t *testing.T) {
	c := NewCache(time.Hour)
	defer c.Close()
	now := time.Now()

	if _, created := c.GetOrCreate("ada@phone", "ada", now); !created {
		t.Error("first login: want a new session")
	}
	s, created := c.GetOrCreate("ada@phone", "ada", now.Add(time.Minute))
	if created || !s.Created.Equal(now) {
		t.Errorf("second login = %+v, %v; want the session of the first", s, created)
	}
	if !c.Delete("ada@phone") || c.Delete("ada@phone") || c.Len() != 0 {
		t.Error("a session can be deleted exactly once")
	}
}

func TestTouchKeepsAlive(t *testing.T) {
	c := NewCache(time.Hour)
	defer c.Close()
	start := time.Now()
	c.GetOrCreate("ada@phone", "ada", start)
	c.GetOrCreate("bob@desk", "bob", start)

	if s, ok := c.Touch("bob@desk", start.Add(50*time.Minute)); !ok || s.Requests != 1 {
		t.Errorf("Touch = %+v, %v", s, ok)
	}
	if active := c.Active(); len(active) != 2 || active[0].User != "bob" {
		t.Errorf("Active = %+v, want bob first", active)
	}
	if removed := c.removeIdle(start.Add(90 * time.Minute)); removed != 1 || c.Len() != 1 {
		t.Errorf("removed %d, %d left; want 1 and 1", removed, c.Len())
	}
	if _, ok := c.Touch("ada@phone", start); ok {
		t.Error("the idle session is still there")
	}
}

func TestConcurrentLoginCreatesOnce(t *testing.T) {
	c := NewCache(time.Hour)
	defer c.Close()
	created := make(chan bool, 64)
	var wg sync.WaitGroup
	for i := 0; i < cap(created); i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, isNew := c.GetOrCreate("ada@phone", "ada", time.Now())
			created <- isNew
		}()
	}
	wg.Wait()
	close(created)
	n := 0
	for isNew := range created {
		if isNew {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d goroutines created the session, want 1", n)
	}
}

func TestConcurrentTouchLosesNothing(t *testing.T) {
	const goroutines, touches = 8, 200
	c := NewCache(time.Hour)
	defer c.Close()
	c.GetOrCreate("ada@phone", "ada", time.Now())
	var wg sync.WaitGroup
	for i := 0; i < goroutines; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := 0; n < touches; n++ {
				c.Touch("ada@phone", time.Now())
			}
		}()
	}
	wg.Wait()
	if s := c.Active()[0]; s.Requests != goroutines*touches {
		t.Errorf("Requests = %d, want %d", s.Requests, goroutines*touches)
	}
}

func TestConcurrentJanitor(t *testing.T) {
	c := NewCache(2 * time.Millisecond)
	defer c.Close()
	var wg sync.WaitGroup
	for g := 0; g < 4; g++ {
		wg.Add(1)
		go func(g int) {
			defer wg.Done()
			for n := 0; n < 500; n++ {
				c.GetOrCreate(fmt.Sprintf("user%d@device%d", g, n), "user", time.Now())
				c.Active()
			}
		}(g)
	}
	wg.Wait()
}
