package app_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	createTable = regexp.MustCompile(`(?im)^\s*CREATE\s+(?:UNLOGGED\s+|VIRTUAL\s+|TEMP\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)"?`)
	// In any text, the upper-case keywords of SQL; in a text that begins like a statement, any case.
	// Prose in messages ("read contacts from region") thus stays prose.
	tableAfter = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+"?(\w+)"?`)
	statement  = regexp.MustCompile(`(?is)^\s*(?:select\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s)`)
	anyCase    = regexp.MustCompile(`(?i)\b(?:from|join|into|update)\s+"?(\w+)"?`)
	// FROM a, b AS x: the tables after the first one.
	listed   = regexp.MustCompile(`\bFROM\s+"?\w+"?(?:\s+(?:AS\s+)?\w+)?((?:\s*,\s*"?\w+"?(?:\s+(?:AS\s+)?\w+)?)+)`)
	bunTable = regexp.MustCompile(`(?:^|,)table:(\w+)`)
	bareName = regexp.MustCompile(`^\s*"?(\w+)"?(?:\s+(?:[Aa][Ss]\s+)?\w+)?\s*$`)
)

// tablesCreated are the tables a migration makes.
func tablesCreated(migration string) []string {
	var out []string
	for _, m := range createTable.FindAllStringSubmatch(migration, -1) {
		out = append(out, m[1])
	}
	return out
}

// takesTable are bun's methods whose first argument is a table and not yet SQL.
var takesTable = []string{"Table", "TableExpr", "ModelTableExpr", "Join"}

// sqlTouchesOwnTables reads every string that looks like SQL, every bun tag and every bare
// table name handed to bun. Names built at run time escape it; those are for review.
func sqlTouchesOwnTables(tr tree) []string {
	var out []string
	for _, f := range tr.files {
		u := unit(f.dir)
		if _, module := mayUse[u]; !module && u != "platform" || u == "report" || f.test || strings.HasSuffix(f.dir, "test") {
			continue
		}
		seen := map[string]bool{}
		touch := func(at token.Pos, table string) {
			if o := owner[table]; o == "" || o == u || alsoReads[[2]string{u, table}] != "" {
				return
			}
			v := fmt.Sprintf("%s:%d: SQL of %s touches %s, a table of %s", f.name, tr.fset.Position(at).Line, u, table, owner[table])
			if !seen[v] {
				out = append(out, v)
			}
			seen[v] = true
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Field:
				if n.Tag != nil {
					for _, m := range bunTable.FindAllStringSubmatch(bunTag(n.Tag.Value), -1) {
						touch(n.Tag.Pos(), m[1])
					}
				}
			case *ast.CallExpr:
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && len(n.Args) > 0 && slices.Contains(takesTable, sel.Sel.Name) {
					if text, ok := literal(n.Args[0]); ok {
						if m := bareName.FindStringSubmatch(text); m != nil {
							touch(n.Args[0].Pos(), m[1])
						}
					}
				}
			case *ast.BinaryExpr:
				if text, ok := literal(n); ok {
					eachTable(text, func(table string) { touch(n.Pos(), table) })
					return false
				}
			case *ast.BasicLit:
				if text, ok := literal(n); ok {
					eachTable(text, func(table string) { touch(n.Pos(), table) })
				}
			}
			return true
		})
	}
	return out
}

func bunTag(quoted string) string {
	tag, err := strconv.Unquote(quoted)
	if err != nil {
		return ""
	}
	_, after, found := strings.Cut(tag, `bun:"`)
	if !found {
		return ""
	}
	inside, _, _ := strings.Cut(after, `"`)
	return inside
}

// literal is the text of a string literal, or of literals added up.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return literal(e.X)
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		x, ok := literal(e.X)
		if !ok {
			return "", false
		}
		y, ok := literal(e.Y)
		return x + y, ok
	}
	return "", false
}

func eachTable(text string, f func(string)) {
	after := tableAfter
	if statement.MatchString(text) {
		after = anyCase
	}
	for _, m := range after.FindAllStringSubmatch(text, -1) {
		f(m[1])
	}
	for _, m := range listed.FindAllStringSubmatch(text, -1) {
		for part := range strings.SplitSeq(m[1], ",") {
			if name := bareName.FindStringSubmatch(part); name != nil {
				f(name[1])
			}
		}
	}
}
