package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"sort"
	"sync"
)

// tally counts what a run saw.
type tally struct {
	packages, files, operands, untyped, typeErrors int
}

func (t *tally) add(other tally) {
	t.packages += other.packages
	t.files += other.files
	t.operands += other.operands
	t.untyped += other.untyped
	t.typeErrors += other.typeErrors
}

// answers are the files of one or more modules, sorted by path.
type answers struct {
	files []fileAnswer
	tally tally
}

func (a *answers) merge(other answers) {
	a.files = append(a.files, other.files...)
	a.tally.add(other.tally)
}

// checkedPackage is a package on its way through the type checker. done is closed when types is set.
type checkedPackage struct {
	listed *listedPackage
	order  int // place in the list, where dependencies come first
	types  *types.Package
	done   chan struct{}
}

// checkPackages type-checks all packages from source and answers those of the tree.
//
// Everything comes from source and nothing from export data, so the tree need not compile and an error in one package
// costs only the expressions that it touches. Dependencies are checked without function bodies.
func checkPackages(listed []*listedPackage, opts options) answers {
	chosen := answered(listed)
	packages := map[string]*checkedPackage{}
	for order, p := range listed {
		packages[p.ImportPath] = &checkedPackage{listed: p, order: order, done: make(chan struct{})}
	}

	var (
		all     answers
		seen    = map[string]bool{}
		lock    sync.Mutex // guards all and seen
		group   sync.WaitGroup
		workers = make(chan struct{}, max(1, opts.jobs))
	)
	// The workers take the packages in order and wait for earlier ones only, so one of them can always go on.
	for _, p := range listed {
		workers <- struct{}{}
		group.Add(1)
		go func() {
			defer group.Done()
			defer func() { <-workers }()
			files, counted := checkPackage(packages[p.ImportPath], packages, chosen[p], opts)
			lock.Lock()
			defer lock.Unlock()
			all.tally.add(counted)
			for _, file := range files {
				if seen[file.File] {
					continue
				}
				seen[file.File] = true
				all.tally.files++
				all.tally.operands += len(file.Operands)
				all.files = append(all.files, file)
			}
		}()
	}
	group.Wait()
	sort.Slice(all.files, func(i, j int) bool { return all.files[i].File < all.files[j].File })
	return all
}

// checkPackage sets p.types and, for a chosen package, answers its files.
func checkPackage(p *checkedPackage, packages map[string]*checkedPackage, chosen bool, opts options) ([]fileAnswer, tally) {
	defer close(p.done)
	var counted tally
	if p.listed.ImportPath == "unsafe" {
		p.types = types.Unsafe
		return nil, counted
	}

	files := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range append(p.listed.GoFiles, p.listed.CgoFiles...) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(p.listed.Dir, name)
		}
		// A file with a syntax error still gives what was read before it.
		file, _ := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if file != nil {
			parsed = append(parsed, file)
		}
	}

	info := &types.Info{}
	if chosen {
		info.Types = map[ast.Expr]types.TypeAndValue{}
		info.Uses = map[*ast.Ident]types.Object{}
		info.Defs = map[*ast.Ident]types.Object{}
	}
	config := types.Config{
		Importer:         packageImporter{p, packages},
		FakeImportC:      true, // what cgo generates has no offsets in the file that a person wrote
		IgnoreFuncBodies: !chosen,
		Sizes:            types.SizesFor("gc", runtime.GOARCH),
		Error: func(error) {
			if chosen {
				counted.typeErrors++
			}
		},
	}
	if p.listed.Module != nil && p.listed.Module.GoVersion != "" {
		config.GoVersion = "go" + p.listed.Module.GoVersion
	}
	p.types, _ = config.Check(p.listed.basePath(), files, parsed, info)
	if !chosen {
		return nil, counted
	}

	counted.packages++
	var answers []fileAnswer
	for _, file := range parsed {
		answer, untyped := answerFile(files, file, info, opts)
		counted.untyped += untyped
		answers = append(answers, answer)
	}
	return answers, counted
}

// packageImporter resolves the imports of one package: vendored paths and test variants go through its ImportMap.
type packageImporter struct {
	importing *checkedPackage
	packages  map[string]*checkedPackage
}

func (i packageImporter) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if mapped, ok := i.importing.listed.ImportMap[path]; ok {
		path = mapped
	}
	imported, ok := i.packages[path]
	if !ok {
		return nil, fmt.Errorf("%s is not listed", path)
	}
	if imported.order >= i.importing.order {
		return nil, fmt.Errorf("import cycle through %s", path)
	}
	<-imported.done
	if imported.types == nil {
		return nil, fmt.Errorf("%s has no types", path)
	}
	return imported.types, nil
}
