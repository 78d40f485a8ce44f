// Oracle dumps what go/types says of every operand that could be a map, so that mapguard's binder can be compared
// with it. It is a development tool: mapguard itself needs no Go.
//
//	oracle [-tests=false] [-exprs] [-cmd] [-o FILE] DIR...
//
// A DIR is a tree of modules, or GOROOT/src. Each line of the output is one file:
//
//	{"file": "/abs/x.go", "operands": [[start, end, "index", 1, "map[string]int"], ...], "exprs": [[start, end, "int"], ...]}
//
// Offsets are bytes. Only the files of the current build configuration are answered; the others are absent. An
// operand whose type go/types cannot tell (a missing dependency, cgo) is left out and counted on stderr.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// options are the flags of one run.
type options struct {
	tests bool
	exprs bool
	cmd   bool
	jobs  int
}

func main() {
	var opts options
	flag.BoolVar(&opts.tests, "tests", true, "include test files")
	flag.BoolVar(&opts.exprs, "exprs", false, "also dump the type of every identifier and selector")
	flag.BoolVar(&opts.cmd, "cmd", false, "in GOROOT/src: the commands too")
	flag.IntVar(&opts.jobs, "j", runtime.NumCPU(), "packages checked at once")
	output := flag.String("o", "", "write to this file instead of stdout")
	flag.Parse()

	if err := run(opts, *output, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func run(opts options, output string, dirs []string) error {
	if len(dirs) == 0 {
		dirs = []string{"."}
	}
	out := io.Writer(os.Stdout)
	if output != "" {
		file, err := os.Create(output)
		if err != nil {
			return err
		}
		defer file.Close()
		out = file
	}
	buffered := bufio.NewWriterSize(out, 1<<20)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)

	total := tally{}
	for _, dir := range dirs {
		absolute, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		answers, err := answerTree(absolute, opts)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		for _, answer := range answers.files {
			if err := encoder.Encode(answer); err != nil {
				return err
			}
		}
		total.add(answers.tally)
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "oracle: %d packages, %d files, %d operands, %d without a type, %d type errors\n",
		total.packages, total.files, total.operands, total.untyped, total.typeErrors)
	return nil
}

// answerTree answers all modules under a directory. A module that go list cannot read does not stop the others.
func answerTree(dir string, opts options) (answers, error) {
	var all answers
	modules, err := moduleDirectories(dir)
	if err != nil {
		return all, err
	}
	failed := 0
	for _, module := range modules {
		packages, err := listPackages(module, opts)
		if err != nil {
			failed++
			fmt.Fprintf(os.Stderr, "oracle: %s: %v\n", module, err)
			continue
		}
		all.merge(checkPackages(packages, opts))
	}
	if failed == len(modules) {
		return all, fmt.Errorf("go list answered for none of %d modules", failed)
	}
	return all, nil
}
