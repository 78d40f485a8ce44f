package main

import (
	"encoding/json"
	"log"
	"net/http"
)

// reply collects what a handler answers.
type reply struct {
	fields map[string]any
}

func newReply(path string) *reply {
	return &reply{fields: map[string]any{"path": path}}
}

func (r *reply) set(name string, value any) {
	r.fields[name] = value
}

func (r *reply) send(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(r.fields); err != nil {
		log.Print(err)
	}
}
