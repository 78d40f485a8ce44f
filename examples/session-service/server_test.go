package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

func request(h http.Handler, method, target string) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, httptest.NewRequest(method, target, nil))
	return recorder
}

func TestSessionRoundTrip(t *testing.T) {
	s := newServer(time.Hour, 100)
	defer s.sessions.Close()
	h := s.handler()

	for _, step := range []struct {
		method, target string
		status         int
		body           string
	}{
		{"GET", "/whoami?user=ada&device=phone", http.StatusUnauthorized, "not logged in"},
		{"GET", "/login?user=ada&device=phone", http.StatusMethodNotAllowed, "not allowed"},
		{"POST", "/login?user=ada&device=phone", http.StatusOK, `"new":true`},
		{"POST", "/login?user=ada&device=phone", http.StatusOK, `"new":false`},
		{"GET", "/whoami?user=ada&device=phone", http.StatusOK, `"user":"ada"`},
		{"GET", "/active", http.StatusOK, `"users":["ada"]`},
		{"POST", "/run?plugin=upper&text=hi", http.StatusOK, `"text":"HI"`},
		{"POST", "/run?plugin=nothing", http.StatusNotFound, "no plugin"},
		{"GET", "/stats", http.StatusOK, `"sessions":1`},
		{"POST", "/logout?user=ada&device=phone", http.StatusOK, `"ended":true`},
	} {
		got := request(h, step.method, step.target)
		if got.Code != step.status || !strings.Contains(got.Body.String(), step.body) {
			t.Errorf("%s %s = %d %s, want %d %s", step.method, step.target, got.Code, got.Body, step.status, step.body)
		}
	}
	if total := s.counters.Total(); total != 10 {
		t.Errorf("%d requests counted, want 10", total)
	}
}

func TestLimiter(t *testing.T) {
	l := newLimiter(2, time.Minute)
	start := time.Now()
	for i, want := range []bool{true, true, false} {
		if got := l.allow("10.0.0.1", start); got != want {
			t.Errorf("request %d: allowed = %v, want %v", i+1, got, want)
		}
	}
	if !l.allow("10.0.0.1", start.Add(time.Minute)) || !l.allow("10.0.0.2", start) || l.clients() != 2 {
		t.Error("a new window and a new client start at zero")
	}
}

func TestConcurrentRequests(t *testing.T) {
	const clients, rounds = 8, 20
	s := newServer(time.Hour, clients*rounds*2)
	defer s.sessions.Close()
	h := s.handler()
	var wg sync.WaitGroup
	for i := 0; i < clients; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for round := 0; round < rounds; round++ {
				query := fmt.Sprintf("?user=user%d&device=%d", i, round)
				request(h, "POST", "/login"+query)
				request(h, "GET", "/whoami"+query)
				request(h, "GET", "/active")
				request(h, "POST", "/run?plugin=count&text=abc")
				request(h, "GET", "/stats")
			}
		}(i)
	}
	wg.Wait()
	if got := s.sessions.Len(); got != clients*rounds {
		t.Errorf("%d sessions, want %d", got, clients*rounds)
	}
	if got := s.counters.Total(); got != clients*rounds*5 {
		t.Errorf("%d requests counted, want %d", got, clients*rounds*5)
	}
}
