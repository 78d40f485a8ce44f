// Package session keeps the sessions of logged-in users in memory.
package session

import (
	"sort"
	"time"
)

// Session is one login of a user on a device.
type Session struct {
	ID       string
	User     string
	Created  time.Time
	LastSeen time.Time
	Requests int
}

// Cache holds sessions until nobody has used them for a while.
type Cache struct {
	ttl      time.Duration
	sessions map[string]Session
	stop     chan struct{}
}

// NewCache returns an empty cache and starts the janitor that removes sessions idle for longer than ttl.
func NewCache(ttl time.Duration) *Cache {
	c := &Cache{
		ttl:      ttl,
		sessions: make(map[string]Session),
		stop:     make(chan struct{}),
	}
	go c.janitor(ttl / 2)
	return c
}

// GetOrCreate returns the session with that id and whether it had to be created.
func (c *Cache) GetOrCreate(id, user string, now time.Time) (Session, bool) {
	if s, ok := c.sessions[id]; ok {
		return s, false
	}
	s := Session{ID: id, User: user, Created: now, LastSeen: now}
	c.sessions[id] = s
	return s, true
}

// Touch counts a request of a session and keeps it alive.
func (c *Cache) Touch(id string, now time.Time) (Session, bool) {
	s, ok := c.sessions[id]
	if !ok {
		return Session{}, false
	}
	s.LastSeen = now
	s.Requests++
	c.sessions[id] = s
	return s, true
}

// Delete ends a session and reports whether there was one.
func (c *Cache) Delete(id string) bool {
	_, ok := c.sessions[id]
	delete(c.sessions, id)
	return ok
}

// Len returns the number of sessions.
func (c *Cache) Len() int {
	return len(c.sessions)
}

// Active returns all sessions, the most recently used first.
func (c *Cache) Active() []Session {
	active := make([]Session, 0, len(c.sessions))
	for _, s := range c.sessions {
		active = append(active, s)
	}
	sort.Slice(active, func(i, j int) bool {
		return active[i].LastSeen.After(active[j].LastSeen)
	})
	return active
}

// Close stops the janitor.
func (c *Cache) Close() {
	close(c.stop)
}

func (c *Cache) janitor(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case now := <-ticker.C:
			c.removeIdle(now)
		case <-c.stop:
			return
		}
	}
}

// removeIdle drops the sessions that were last seen more than the ttl before now.
func (c *Cache) removeIdle(now time.Time) int {
	removed := 0
	for id, s := range c.sessions {
		if now.Sub(s.LastSeen) > c.ttl {
			delete(c.sessions, id)
			removed++
		}
	}
	return removed
}
