package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// listedPackage is what is read of `go list -json`.
type listedPackage struct {
	Dir        string
	ImportPath string
	Name       string
	ForTest    string // the package under test, for the variants that -test adds
	DepOnly    bool
	Standard   bool
	GoFiles    []string
	CgoFiles   []string
	Imports    []string
	ImportMap  map[string]string
	Module     *struct{ GoVersion string }
}

const listedFields = "Dir,ImportPath,Name,ForTest,DepOnly,Standard,GoFiles,CgoFiles,Imports,ImportMap,Module"

// moduleDirectories finds the directories below dir that hold a go.mod, as mapguard's load phase does; dir itself
// when there is none.
func moduleDirectories(dir string) ([]string, error) {
	if isGoroot(dir) {
		return []string{dir}, nil // cmd is a module of its own there, listed from here when a flag asks for it
	}
	var found []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if path != dir && (name == "vendor" || name == "testdata" || name[0] == '.' || name[0] == '_') {
				return filepath.SkipDir
			}
			return nil
		}
		if name == "go.mod" {
			found = append(found, filepath.Dir(path))
		}
		return nil
	})
	if len(found) == 0 {
		found = []string{dir}
	}
	return found, err
}

// isGoroot tells GOROOT/src, whose module is named std.
func isGoroot(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	return err == nil && bytes.HasPrefix(text, []byte("module std\n"))
}

// listPackages lists the packages of a module with all their dependencies, dependencies first.
//
// The tree need not build: -e keeps packages whose imports are missing. Where go list refuses altogether, the module
// is tried outside its workspace, and then as a directory without modules.
func listPackages(dir string, opts options) ([]*listedPackage, error) {
	patterns := []string{"./..."}
	if isGoroot(dir) {
		patterns = []string{"std"}
		if opts.cmd {
			patterns = append(patterns, "cmd")
		}
	}
	var failures []error
	for _, environment := range [][]string{nil, {"GOWORK=off"}, {"GOWORK=off", "GO111MODULE=off"}} {
		packages, err := runGoList(dir, patterns, environment, opts)
		if err == nil && slices.ContainsFunc(packages, (*listedPackage).isOfTree) {
			return packages, nil
		}
		failures = append(failures, err)
	}
	return nil, errors.Join(failures...)
}

func runGoList(dir string, patterns, environment []string, opts options) ([]*listedPackage, error) {
	// -pgo=off: a profile would list each package once more per command.
	args := []string{"list", "-e", "-deps", "-pgo=off", "-json=" + listedFields}
	if opts.tests {
		args = append(args, "-test")
	}
	command := exec.Command("go", append(args, patterns...)...)
	command.Dir = dir
	command.Env = append(os.Environ(), environment...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	stdout, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, firstLine(stderr.String()))
	}
	var packages []*listedPackage
	for decoder := json.NewDecoder(bytes.NewReader(stdout)); ; {
		listed := new(listedPackage)
		if err := decoder.Decode(listed); err == io.EOF {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, listed)
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// basePath is the import path without the " [p.test]" of a test variant.
func (p *listedPackage) basePath() string {
	path, _, _ := strings.Cut(p.ImportPath, " ")
	return path
}

// isOfTree is false for the placeholder that -e lists where a pattern matches nothing.
func (p *listedPackage) isOfTree() bool {
	return !p.DepOnly && len(p.GoFiles)+len(p.CgoFiles) > 0
}

// answered chooses the packages whose files are answered: each file once, with its tests where there are some.
func answered(packages []*listedPackage) map[*listedPackage]bool {
	withTests := map[string]bool{}
	for _, p := range packages {
		if p.ForTest != "" && p.ForTest == p.basePath() {
			withTests[p.ForTest] = true
		}
	}
	chosen := map[*listedPackage]bool{}
	for _, p := range packages {
		switch {
		case p.DepOnly || strings.HasSuffix(p.ImportPath, ".test"):
			// a dependency, or the generated main of a test
		case p.ForTest == "":
			chosen[p] = !withTests[p.ImportPath]
		default:
			// the package with its tests, or its external tests; not a dependency recompiled for them
			chosen[p] = p.basePath() == p.ForTest || p.basePath() == p.ForTest+"_test"
		}
	}
	return chosen
}
