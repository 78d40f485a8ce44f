package main

import (
	"sync"
	"time"
)

// limiter lets each client send a number of requests per window of time.
type limiter struct {
	max    int
	length time.Duration

	mu      sync.Mutex // guards windows
	windows map[string]window
}

type window struct {
	start time.Time
	calls int
}

func newLimiter(max int, length time.Duration) *limiter {
	return &limiter{max: max, length: length, windows: make(map[string]window)}
}

// allow counts a request and reports whether the client may send it.
func (l *limiter) allow(client string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	w, ok := l.windows[client]
	if !ok || now.Sub(w.start) >= l.length {
		w = window{start: now}
	}
	w.calls++
	l.windows[client] = w
	return w.calls <= l.max
}

// clients returns the number of clients seen.
func (l *limiter) clients() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.windows)
}
