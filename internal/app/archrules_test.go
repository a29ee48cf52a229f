package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// tree is the parsed source of a repository. go/parser rather than `go list`: the test
// cache does not see what a child process reads, so a violation would pass as "(cached)".
type tree struct {
	fset  *token.FileSet
	files []file
}

// file is one Go file; name and dir are slash paths from the root of the tree.
type file struct {
	name, dir string
	test      bool
	ast       *ast.File
}

const modulePath = "qipan/"

func readTree(t *testing.T, root string) tree {
	t.Helper()
	tr := tree{fset: token.NewFileSet()}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			if p != root && (base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") {
			return nil
		}
		parsed, err := parser.ParseFile(tr.fset, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		tr.files = append(tr.files, file{name, path.Dir(name), strings.HasSuffix(base, "_test.go"), parsed})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// imports are the paths a file imports; those of this repository without the module path.
func (f file) imports() (own, foreign []string) {
	for _, spec := range f.ast.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser refuses such a file already
		}
		if o, ok := strings.CutPrefix(p, modulePath); ok {
			own = append(own, o)
		} else {
			foreign = append(foreign, p)
		}
	}
	return own, foreign
}

// unit is the part of the house a folder belongs to: "project" for internal/project and
// all below it, "packs" and "packs/demo", "cmd", "web".
func unit(dir string) string {
	parts := strings.Split(dir, "/")
	switch {
	case parts[0] == "internal" && len(parts) > 1:
		return parts[1]
	case dir == "packs/demo" || strings.HasPrefix(dir, "packs/demo/"):
		return "packs/demo"
	}
	return parts[0]
}

// modulesAlongTable checks the dependency rule between the parts of the house.
func modulesAlongTable(tr tree) []string {
	var out []string
	unknown := map[string]bool{}
	for _, f := range tr.files {
		u := unit(f.dir)
		_, module := mayUse[u]
		allowed, known := special[u]
		switch {
		case module:
			allowed = append(slices.Clone(mayUse[u]), u, "platform", "packs")
		case u == "cmd", u == "packs/demo":
			allowed = []string{"*"}
		case u == "packs", u == "web":
			allowed = []string{u}
		case !known:
			if !unknown[f.dir] {
				out = append(out, fmt.Sprintf("%s: %s is neither a module of mayUse nor special", f.name, f.dir))
			}
			unknown[f.dir] = true
			continue
		}
		own, _ := f.imports()
		for _, imported := range own {
			to := unit(imported)
			if to == u || slices.Contains(allowed, "*") || slices.Contains(allowed, to) {
				continue
			}
			if f.test && (to == "packs" || strings.HasSuffix(path.Base(imported), "test")) {
				continue // fixtures of any part, and a city's data, may serve any test
			}
			if to == "packs/demo" {
				out = append(out, fmt.Sprintf("%s imports %s: only app, cmd and packs may", f.name, imported))
				continue
			}
			out = append(out, fmt.Sprintf("%s imports %s: %s may use only %s", f.name, imported, u, listOrNothing(allowed, u)))
		}
	}
	return out
}

func listOrNothing(allowed []string, self string) string {
	var named []string
	for _, a := range allowed {
		if a != self && a != "packs" {
			named = append(named, a)
		}
	}
	if len(named) == 0 {
		return "nothing of this repository"
	}
	return strings.Join(named, ", ")
}

// onlyAppImportsRoutes: <module>http is reached by app alone, and by its own tests.
func onlyAppImportsRoutes(tr tree) []string {
	var out []string
	for _, f := range tr.files {
		own, _ := f.imports()
		for _, imported := range own {
			if !routes(imported) || unit(f.dir) == "app" || f.test && f.dir == imported {
				continue
			}
			out = append(out, fmt.Sprintf("%s imports %s: only app may", f.name, imported))
		}
	}
	return out
}

// routes tells a <module>http package.
func routes(dir string) bool {
	base, ok := strings.CutSuffix(path.Base(dir), "http")
	return ok && path.Dir(dir) == "internal/"+base
}

// modulesKnowNoHTTP keeps requests and statuses out of the domain. Telling a file's type
// from its first bytes is no matter of HTTP, although the function lives there.
func modulesKnowNoHTTP(tr tree) []string {
	var out []string
	for _, f := range tr.files {
		u := unit(f.dir)
		if _, module := mayUse[u]; !module || f.test || routes(f.dir) || strings.HasSuffix(f.dir, "test") {
			continue
		}
		if _, foreign := f.imports(); slices.ContainsFunc(foreign, func(p string) bool { return strings.HasPrefix(p, "github.com/danielgtaylor/huma") }) {
			out = append(out, fmt.Sprintf("%s imports huma: HTTP belongs to %shttp and platform", f.name, u))
		}
		for name, line := range tr.selected(f, "net/http") {
			if name != "DetectContentType" {
				out = append(out, fmt.Sprintf("%s:%d: http.%s: HTTP belongs to %shttp and platform", f.name, line, name, u))
			}
		}
	}
	return out
}

// selected are the names that f takes from the standard package p, with their lines.
func (tr tree) selected(f file, p string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		local, more := f.localName(p), true
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || !more {
				return more
			}
			// Obj is set for a local variable that is called like the package.
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == local && x.Obj == nil {
				more = yield(sel.Sel.Name, tr.fset.Position(sel.Pos()).Line)
			}
			return more
		})
	}
}

// inputOutput are standard packages that reach outside the process.
var inputOutput = []string{"database/sql", "net", "net/http", "os", "os/exec", "os/signal", "syscall", "plugin", "log", "log/slog"}

// purePackages checks what algorithms import; their tests may read files.
func purePackages(tr tree) []string {
	var out []string
	for _, f := range tr.files {
		if f.test || !slices.Contains(pure, path.Base(f.dir)) || strings.Count(f.dir, "/") < 2 {
			continue
		}
		own, foreign := f.imports()
		for _, imported := range own {
			if imported == f.dir || slices.Contains(pureMayUse, strings.TrimPrefix(imported, "internal/")) {
				continue
			}
			out = append(out, fmt.Sprintf("%s imports %s: a pure package may use the standard library and %s", f.name, imported, strings.Join(pureMayUse, ", ")))
		}
		for _, imported := range foreign {
			switch first, _, _ := strings.Cut(imported, "/"); {
			case strings.Contains(first, "."):
				out = append(out, fmt.Sprintf("%s imports %s: a pure package may use the standard library and %s", f.name, imported, strings.Join(pureMayUse, ", ")))
			case slices.Contains(inputOutput, imported):
				out = append(out, fmt.Sprintf("%s imports %s: a pure package does no input or output", f.name, imported))
			}
		}
	}
	return out
}

// clockHandedIn finds who reads the wall clock or the environment without being allowed to.
// Tests may: what they measure is their business.
func clockHandedIn(tr tree) []string {
	var out []string
	for _, f := range tr.files {
		u := unit(f.dir)
		if f.test || u == "cmd" || u == "platform" || u == "bench" {
			continue
		}
		for name, line := range tr.selected(f, "time") {
			if slices.Contains([]string{"Now", "Since", "Until"}, name) {
				out = append(out, fmt.Sprintf("%s:%d: time.%s outside cmd and internal/platform: take the clock, or tx.Now", f.name, line, name))
			}
		}
		for name, line := range tr.selected(f, "os") {
			if u != "app" && slices.Contains([]string{"Getenv", "LookupEnv", "Environ"}, name) {
				out = append(out, fmt.Sprintf("%s:%d: os.%s outside cmd, internal/app and internal/platform: take a setting", f.name, line, name))
			}
		}
	}
	return out
}

// localName is the name by which f calls the standard package p, "" when it does not import it.
func (f file) localName(p string) string {
	for _, spec := range f.ast.Imports {
		if spec.Path.Value != strconv.Quote(p) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(p)
	}
	return ""
}

// packagesDescribed: each package says in a comment what it is for.
func packagesDescribed(tr tree) []string {
	described := map[string]bool{}
	for _, f := range tr.files {
		if !f.test {
			described[f.dir] = described[f.dir] || f.ast.Doc != nil && len(f.ast.Doc.Text()) > 20
		}
	}
	var out []string
	for dir, ok := range described {
		if !ok {
			out = append(out, dir+": no file has a package comment")
		}
	}
	slices.Sort(out)
	return out
}

// cycles says which edges of a table close a circle or lead to a module that is not in it.
func cycles(table map[string][]string) []string {
	var out []string
	const open, done = 1, 2
	state := map[string]int{}
	var visit func(string)
	visit = func(m string) {
		state[m] = open
		for _, to := range table[m] {
			switch _, known := table[to]; {
			case !known:
				out = append(out, fmt.Sprintf("%s → %s, which is no module", m, to))
			case state[to] == open:
				out = append(out, fmt.Sprintf("%s → %s closes a circle", m, to))
			case state[to] == 0:
				visit(to)
			}
		}
		state[m] = done
	}
	names := make([]string, 0, len(table))
	for m := range table {
		names = append(names, m)
	}
	slices.Sort(names)
	for _, m := range names {
		if state[m] == 0 {
			visit(m)
		}
	}
	return out
}
