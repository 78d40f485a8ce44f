package plugin

import (
	"sync"
	"testing"
)

// This test comes first: it needs plugins that nobody asked for yet.
func TestConcurrentLookup(t *testing.T) {
	names := []string{"upper", "censor", "count"}
	for _, name := range names {
		found := make([]Plugin, 16)
		var wg sync.WaitGroup
		for i := range found {
			wg.Add(1)
			go func(i int) {
				defer wg.Done()
				found[i], _ = Lookup(name)
				Loaded()
			}(i)
		}
		wg.Wait()
		for _, p := range found {
			if p != found[0] {
				t.Fatalf("Lookup(%q) gave out two plugins", name)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"upper", "hello", "HELLO"},
		{"censor", "what the heck", "what the ****"},
		{"count", "größe", "5"},
	} {
		p, err := Lookup(tc.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Run(tc.text); got != tc.want {
			t.Errorf("%s(%q) = %q, want %q", p.Name(), tc.text, got, tc.want)
		}
		if again, _ := Lookup(tc.name); again != p {
			t.Errorf("the second Lookup(%q) made another plugin", tc.name)
		}
	}
	if _, err := Lookup("lower"); err == nil {
		t.Error("Lookup of an unknown plugin: want an error")
	}
	if loaded := Loaded(); len(loaded) != 3 || loaded[0] != "censor" {
		t.Errorf("Loaded = %v", loaded)
	}
}
