package app_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qipan/internal/project"
)

const root = "../.."

var update = flag.Bool("update", false, "write the table and the drawing into docs/architecture.md")

// The table and the drawing of docs/architecture.md are those of arch_test.go.
func TestDocsArchitectureIsTheSourceOfTruth(t *testing.T) {
	text := read(t, "docs/architecture.md")
	want := between(t, text, "|---|---|---|\n", "\n\n", strings.Join(moduleRows(), "\n"))
	want = between(t, want, "```mermaid\n", "\n```", "graph TD\n"+strings.Join(moduleGraph(), "\n"))
	if want == text {
		return
	}
	if *update {
		if err := os.WriteFile(filepath.Join(root, "docs", "architecture.md"), []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Error("docs/architecture.md differs from arch_test.go: go test ./internal/app -run TestDocs -update")
}

// between puts inside in place of what stands between the first begin and the next end.
func between(t *testing.T, text, begin, end, inside string) string {
	t.Helper()
	before, rest, ok := strings.Cut(text, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("no %q … %q", begin, end)
	}
	return before + begin + inside + end + after
}

// byLayer orders modules as mayUse would build them: a module after all it uses.
func byLayer() []string {
	depth := map[string]int{}
	var of func(string) int
	of = func(m string) int {
		for _, to := range mayUse[m] {
			depth[m] = max(depth[m], of(to)+1)
		}
		return depth[m]
	}
	var names []string
	for m := range mayUse {
		of(m)
		names = append(names, m)
	}
	slices.SortFunc(names, func(a, b string) int {
		if depth[a] != depth[b] {
			return depth[a] - depth[b]
		}
		return strings.Compare(a, b)
	})
	return names
}

func moduleRows() []string {
	var rows []string
	for _, m := range byLayer() {
		var tables []string
		for table, o := range owner {
			if o == m {
				tables = append(tables, table)
			}
		}
		slices.Sort(tables)
		rows = append(rows, fmt.Sprintf("| `%s` | %s | %s |", m, orDash(mayUse[m]), orDash(tables)))
	}
	return rows
}

func orDash(words []string) string {
	if len(words) == 0 {
		return "–"
	}
	return strings.Join(words, ", ")
}

// moduleGraph draws mayUse without the arrows that other arrows imply.
func moduleGraph() []string {
	var reaches func(from, to string) bool
	reaches = func(from, to string) bool {
		return slices.ContainsFunc(mayUse[from], func(m string) bool { return m == to || reaches(m, to) })
	}
	var lines []string
	for _, m := range slices.Backward(byLayer()) {
		for _, to := range mayUse[m] {
			implied := slices.ContainsFunc(mayUse[m], func(via string) bool { return reaches(via, to) })
			if !implied {
				lines = append(lines, "  "+m+" --> "+to)
			}
		}
	}
	return lines
}

// The glossary has every code that the API and the tables use for stages, kinds and the like.
func TestDocsGlossaryHasEveryCode(t *testing.T) {
	text := read(t, "docs/glossary.md")
	var codes []string
	for _, s := range project.Stages {
		codes = append(codes, string(s))
	}
	for _, s := range project.Statuses {
		codes = append(codes, string(s))
	}
	for _, k := range project.Kinds {
		codes = append(codes, string(k))
	}
	codes = append(codes, string(project.Proved), string(project.Claimed), string(project.Forced))
	for _, c := range codes {
		if !strings.Contains(text, "| `"+c+"` |") {
			t.Errorf("docs/glossary.md does not explain %s", c)
		}
	}
}

var (
	comment = regexp.MustCompile(`(?s)<!--.*?-->`)
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	target  = regexp.MustCompile("(?:`|\\n)make ([a-z-]+)")
)

// Links between documents lead somewhere, and the make targets they name exist.
func TestDocsLinksAndCommandsExist(t *testing.T) {
	documents := []string{"README.md", "README.zh-CN.md", "CHANGELOG.md"}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			documents = append(documents, strings.TrimPrefix(f, root+"/"))
		}
	}
	if len(documents) < 10 {
		t.Fatalf("only %d documents", len(documents))
	}
	makefile := read(t, "Makefile")
	for _, d := range documents {
		for _, fault := range brokenReferences(d, read(t, d), makefile) {
			t.Error(fault)
		}
	}
	control := "See [there](gone.md#a) and [here](arch_test.go), [outside](https://example.org/x); run `make nothing`, `make check`."
	if got := brokenReferences("internal/app/control.md", control, makefile); len(got) != 2 {
		t.Errorf("the control has a broken link and an unknown target, found %q", got)
	}
}

func brokenReferences(document, text, makefile string) []string {
	var out []string
	text = comment.ReplaceAllString(text, "")
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		to, _, _ := strings.Cut(m[1], "#")
		if to == "" || strings.Contains(to, "://") {
			continue
		}
		if _, err := os.Stat(filepath.Join(root, filepath.Dir(document), to)); err != nil {
			out = append(out, fmt.Sprintf("%s: link to %s leads nowhere", document, m[1]))
		}
	}
	for _, m := range target.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(makefile, "\n"+m[1]+":") {
			out = append(out, fmt.Sprintf("%s: make %s is no target", document, m[1]))
		}
	}
	return out
}

// A newcomer in a bureau reads only Chinese: both READMEs have the same sections in order.
func TestDocsReadmesHaveTheSameShape(t *testing.T) {
	heading := regexp.MustCompile(`(?m)^(#+) `)
	shape := func(name string) string {
		var levels []string
		for _, m := range heading.FindAllStringSubmatch(read(t, name), -1) {
			levels = append(levels, m[1])
		}
		return strings.Join(levels, " ")
	}
	if en, zh := shape("README.md"), shape("README.zh-CN.md"); en != zh {
		t.Errorf("headings differ: README.md %q, README.zh-CN.md %q", en, zh)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
