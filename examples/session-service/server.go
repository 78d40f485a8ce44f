package main

import (
	"net"
	"net/http"
	"time"

	"example.com/session-service/internal/plugin"
	"example.com/session-service/internal/session"
	"example.com/session-service/internal/stats"
)

// route says which requests a path accepts.
type route struct {
	method  string
	limited bool
}

// routes is the route table of the service.
var routes = map[string]route{
	"/login":  {method: http.MethodPost, limited: true},
	"/logout": {method: http.MethodPost},
	"/whoami": {method: http.MethodGet},
	"/active": {method: http.MethodGet},
	"/run":    {method: http.MethodPost, limited: true},
	"/stats":  {method: http.MethodGet},
}

type server struct {
	sessions *session.Cache
	counters *stats.Counters
	limits   *limiter
}

func newServer(ttl time.Duration, requestsPerMinute int) *server {
	return &server{
		sessions: session.NewCache(ttl),
		counters: stats.New(),
		limits:   newLimiter(requestsPerMinute, time.Minute),
	}
}

// handler returns the handler of all routes.
func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/login", s.login)
	mux.HandleFunc("/logout", s.logout)
	mux.HandleFunc("/whoami", s.whoami)
	mux.HandleFunc("/active", s.active)
	mux.HandleFunc("/run", s.run)
	mux.HandleFunc("/stats", s.stats)
	return mux
}

// begin counts a request and checks it against its route. It answers the request itself unless it returns a reply.
func (s *server) begin(w http.ResponseWriter, r *http.Request) *reply {
	s.counters.Hit(r.URL.Path)
	route := routes[r.URL.Path]
	if r.Method != route.method {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return nil
	}
	if route.limited && !s.limits.allow(clientOf(r), time.Now()) {
		http.Error(w, "too many requests", http.StatusTooManyRequests)
		return nil
	}
	return newReply(r.URL.Path)
}

func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// sessionID names the session of a request: one for each user and device.
func sessionID(r *http.Request) string {
	return r.FormValue("user") + "@" + r.FormValue("device")
}

func (s *server) login(w http.ResponseWriter, r *http.Request) {
	reply := s.begin(w, r)
	if reply == nil {
		return
	}
	if r.FormValue("user") == "" {
		http.Error(w, "no user", http.StatusBadRequest)
		return
	}
	created, isNew := s.sessions.GetOrCreate(sessionID(r), r.FormValue("user"), time.Now())
	reply.set("session", created.ID)
	reply.set("new", isNew)
	reply.send(w)
}

func (s *server) logout(w http.ResponseWriter, r *http.Request) {
	reply := s.begin(w, r)
	if reply == nil {
		return
	}
	reply.set("ended", s.sessions.Delete(sessionID(r)))
	reply.send(w)
}

func (s *server) whoami(w http.ResponseWriter, r *http.Request) {
	reply := s.begin(w, r)
	if reply == nil {
		return
	}
	current, ok := s.sessions.Touch(sessionID(r), time.Now())
	if !ok {
		http.Error(w, "not logged in", http.StatusUnauthorized)
		return
	}
	reply.set("user", current.User)
	reply.set("requests", current.Requests)
	reply.send(w)
}

func (s *server) active(w http.ResponseWriter, r *http.Request) {
	reply := s.begin(w, r)
	if reply == nil {
		return
	}
	users := make([]string, 0)
	for _, active := range s.sessions.Active() {
		users = append(users, active.User)
	}
	reply.set("users", users)
	reply.send(w)
}

func (s *server) run(w http.ResponseWriter, r *http.Request) {
	reply := s.begin(w, r)
	if reply == nil {
		return
	}
	filter, err := plugin.Lookup(r.FormValue("plugin"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	reply.set("text", filter.Run(r.FormValue("text")))
	reply.send(w)
}

func (s *server) stats(w http.ResponseWriter, r *http.Request) {
	reply := s.begin(w, r)
	if reply == nil {
		return
	}
	reply.set("requests", s.counters.Total())
	reply.set("sessions", s.sessions.Len())
	reply.set("clients", s.limits.clients())
	reply.set("plugins", plugin.Loaded())
	reply.send(w)
}
