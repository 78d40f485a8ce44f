package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	wantComment = regexp.MustCompile(`// want (.*)$`)
	wantText    = regexp.MustCompile(`"([^"]*)"`)
)

// TestOperands compares the answers for testdata/shop with its want comments.
func TestOperands(t *testing.T) {
	dir, err := filepath.Abs("testdata/shop")
	if err != nil {
		t.Fatal(err)
	}
	got, err := answerTree(dir, options{tests: true, exprs: true, jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.files) != 4 {
		t.Errorf("answered %d files, want 4: each once, with both kinds of tests", len(got.files))
	}
	if got.tally.untyped != 1 {
		t.Errorf("%d operands without a type, want 1: the one of the missing package", got.tally.untyped)
	}
	for _, file := range got.files {
		checkWants(t, file)
	}
}

func checkWants(t *testing.T, file fileAnswer) {
	text, err := os.ReadFile(file.File)
	if err != nil {
		t.Fatal(err)
	}
	found := map[int][]string{}
	for _, o := range file.Operands {
		line := 1 + strings.Count(string(text[:o.start]), "\n")
		isMap := 0
		if o.isMap {
			isMap = 1
		}
		found[line] = append(found[line], fmt.Sprintf("%s %d %s", o.kind, isMap, o.typeText))
		if operandText := string(text[o.start:o.end]); strings.TrimSpace(operandText) != operandText || operandText == "" {
			t.Errorf("%s:%d: the offsets give %s", file.File, line, strconv.Quote(operandText))
		}
	}
	for number, line := range strings.Split(string(text), "\n") {
		var wanted []string
		if comment := wantComment.FindStringSubmatch(line); comment != nil {
			for _, want := range wantText.FindAllStringSubmatch(comment[1], -1) {
				wanted = append(wanted, want[1])
			}
		}
		got := found[number+1]
		slices.Sort(got)
		slices.Sort(wanted)
		if !slices.Equal(got, wanted) {
			t.Errorf("%s:%d: got %q, want %q", filepath.Base(file.File), number+1, got, wanted)
		}
	}
}
