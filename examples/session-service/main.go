// Session-service keeps user sessions in memory and runs text filters for them.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	listen := flag.String("listen", "localhost:8080", "address to listen on")
	ttl := flag.Duration("ttl", 30*time.Minute, "how long a session lives without requests")
	rate := flag.Int("rate", 600, "requests per minute and client")
	flag.Parse()

	s := newServer(*ttl, *rate)
	httpServer := &http.Server{Addr: *listen, Handler: s.handler()}

	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	go func() {
		<-interrupted.Done()
		grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := httpServer.Shutdown(grace); err != nil {
			log.Print(err)
		}
	}()

	log.Printf("listening on http://%s", *listen)
	if err := httpServer.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	s.sessions.Close()
	log.Printf("served %d requests", s.counters.Total())
}
