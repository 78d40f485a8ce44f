// Package plugin holds the text filters that the service can run.
package plugin

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

// Plugin turns one text into another.
type Plugin interface {
	Name() string
	Run(text string) string
}

// instances holds the plugins that were asked for so far.
var instances = make(map[string]Plugin)

// Lookup returns the plugin with that name and creates it the first time.
func Lookup(name string) (Plugin, error) {
	p, ok := instances[name]
	if !ok {
		p = create(name)
		if p == nil {
			return nil, fmt.Errorf("no plugin %q", name)
		}
		instances[name] = p
	}
	return p, nil
}

// Loaded returns the names of the plugins that were created, in alphabetical order.
func Loaded() []string {
	names := make([]string, 0, len(instances))
	for name := range instances {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func create(name string) Plugin {
	switch name {
	case "upper":
		return &upper{name: name}
	case "censor":
		return &censor{name: name, words: strings.NewReplacer("darn", "****", "heck", "****")}
	case "count":
		return &count{name: name}
	}
	return nil
}

type upper struct{ name string }

func (u *upper) Name() string           { return u.name }
func (u *upper) Run(text string) string { return strings.ToUpper(text) }

type censor struct {
	name  string
	words *strings.Replacer
}

func (c *censor) Name() string           { return c.name }
func (c *censor) Run(text string) string { return c.words.Replace(text) }

type count struct{ name string }

func (c *count) Name() string           { return c.name }
func (c *count) Run(text string) string { return fmt.Sprint(utf8.RuneCountInString(text)) }
