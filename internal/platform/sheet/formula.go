package sheet

import (
	"math"
	"strconv"
	"strings"
)

// Workbooks made by programs often carry formulas without the value they had.
// For those, and only those, the small arithmetic of ledgers is computed here:
// + - * / ^ & comparison, references, SUM ROUND IF MAX MIN AVERAGE PRODUCT ABS
// INT DATE CONCATENATE ROW. Anything else leaves an Error cell with the formula.

const (
	gridCells    = 400_000 // cells held for computing; larger sheets are not computed
	evalSteps    = 200_000 // cells visited per computed cell
	evalDepth    = 100
	maxFormulaIn = 8192
	bookSteps    = 3_000_000 // cells visited for the whole book: a swarm of SUMs must end
)

// grid holds the cells of one sheet for computing.
type grid struct {
	cells map[[2]int]gridCell // row, column
	big   bool
}

type gridCell struct {
	cell    Cell
	formula string
	busy    bool
	done    bool
}

// value is what an expression computes: a number, a text, a list or nothing.
type value struct {
	num   float64
	text  string
	isNum bool
	blank bool
	list  []value
	day   bool // a date serial
}

// evaluate computes the formula of c, or gives an Error cell with its text.
func (x *xlsxSource) evaluate(sheet int, c *cellAt) (Cell, error) {
	text := string(c.formula)
	failed := Cell{Kind: Error, Text: "=" + text, Formula: true}
	if text == "" || c.shared || len(text) > maxFormulaIn {
		return failed, nil
	}
	e := &evaluator{x: x, sheet: sheet, row: c.row, steps: evalSteps}
	v, ok := e.eval(text)
	if e.err != nil {
		return Cell{}, e.err
	}
	if !ok {
		return failed, nil
	}
	return v.cell(x, c.style), nil
}

// cell is v under the number format of style.
func (v value) cell(x *xlsxSource, styleAt int) Cell {
	var st style
	if styleAt >= 0 && styleAt < len(x.styles) {
		st = x.styles[styleAt]
	}
	switch {
	case v.blank:
		return Cell{Kind: Number, Text: "0", Format: st.code}
	case !v.isNum && v.text == "":
		return Cell{}
	case !v.isNum:
		return Cell{Kind: Text, Text: v.text}
	}
	if v.day && !st.date {
		st = styleOf("yyyy/m/d")
	}
	return numberCell(strconv.FormatFloat(v.num, 'g', 15, 64), st, x.d1904)
}

// load reads sheet i into a grid, once.
func (x *xlsxSource) load(i int) (*grid, error) {
	if g := x.grids[i]; g != nil {
		return g, nil
	}
	g := &grid{cells: map[[2]int]gridCell{}}
	x.grids[i] = g
	nop := func() error { return nil }
	w := &sheetScan{onRow: func(int, bool) error { return nil }, onEnd: nop}
	w.onCell = func(c *cellAt) error {
		if len(g.cells) >= gridCells {
			g.big = true
			return nil
		}
		if c.formula != nil && len(c.value) == 0 && (c.typ != 't' || !c.hasValue) {
			f := string(c.formula)
			if c.shared {
				f = ""
			}
			g.cells[[2]int{c.row, c.col}] = gridCell{formula: f, cell: Cell{Kind: Error}}
			return nil
		}
		cell, err := x.resolve(i, c)
		if cell.Kind == Text && cell.Text == "" {
			cell.Text = string(c.value)
		}
		g.cells[[2]int{c.row, c.col}] = gridCell{cell: cell, done: true}
		return err
	}
	return g, x.scan(i, w, false)
}

type evaluator struct {
	x     *xlsxSource
	sheet int
	row   int
	in    string
	pos   int
	steps int
	depth int
	err   error
}

func (e *evaluator) eval(formula string) (value, bool) {
	saved, at := e.in, e.pos
	e.in, e.pos = formula, 0
	v, ok := e.compare()
	e.space()
	ok = ok && e.pos == len(e.in) && len(v.list) == 0
	e.in, e.pos = saved, at
	return v, ok
}

func (e *evaluator) space() {
	for e.pos < len(e.in) && (e.in[e.pos] == ' ' || e.in[e.pos] == '\n' || e.in[e.pos] == '\r') {
		e.pos++
	}
}

func (e *evaluator) take(tokens ...string) string {
	e.space()
	for _, t := range tokens {
		if strings.HasPrefix(e.in[e.pos:], t) {
			e.pos += len(t)
			return t
		}
	}
	return ""
}

func (e *evaluator) compare() (value, bool) {
	a, ok := e.concat()
	for ok {
		op := e.take("<>", "<=", ">=", "=", "<", ">")
		if op == "" {
			return a, true
		}
		b, ok2 := e.concat()
		if !ok2 {
			return a, false
		}
		a = compareValues(a, b, op)
	}
	return a, false
}

func compareValues(a, b value, op string) value {
	c := 0
	if x, ok := a.number(); ok {
		if y, ok := b.number(); ok {
			c = compareFloat(x, y)
		} else {
			c = -1
		}
	} else {
		c = strings.Compare(strings.ToLower(a.string()), strings.ToLower(b.string()))
	}
	truth := map[string]bool{"=": c == 0, "<>": c != 0, "<": c < 0, "<=": c <= 0, ">": c > 0, ">=": c >= 0}[op]
	if truth {
		return value{isNum: true, num: 1}
	}
	return value{isNum: true}
}

func compareFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (e *evaluator) concat() (value, bool) {
	a, ok := e.sum()
	for ok && e.take("&") != "" {
		b, ok2 := e.sum()
		if !ok2 {
			return a, false
		}
		a = value{text: a.string() + b.string()}
	}
	return a, ok
}

func (e *evaluator) sum() (value, bool) { return e.binary(e.product, "+", "-") }

func (e *evaluator) product() (value, bool) { return e.binary(e.power, "*", "/") }

func (e *evaluator) power() (value, bool) { return e.binary(e.unary, "^") }

func (e *evaluator) binary(operand func() (value, bool), ops ...string) (value, bool) {
	a, ok := operand()
	for ok {
		op := e.take(ops...)
		if op == "" {
			return a, true
		}
		b, ok2 := operand()
		x, ok3 := a.number()
		y, ok4 := b.number()
		if !ok2 || !ok3 || !ok4 || (op == "/" && y == 0) {
			return a, false
		}
		day := a.day != b.day && (op == "+" || op == "-")
		a = value{isNum: true, num: arithmetic(op, x, y), day: day}
		ok = !math.IsNaN(a.num) && !math.IsInf(a.num, 0)
	}
	return a, false
}

func arithmetic(op string, x, y float64) float64 {
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	case "/":
		return x / y
	}
	return math.Pow(x, y)
}

func (e *evaluator) unary() (value, bool) {
	if e.depth++; e.depth > evalDepth {
		return value{}, false
	}
	defer func() { e.depth-- }()
	switch e.take("-", "+") {
	case "-":
		v, ok := e.unary()
		n, ok2 := v.number()
		return value{isNum: true, num: -n}, ok && ok2
	case "+":
		return e.unary()
	}
	v, ok := e.primary()
	for ok && e.take("%") != "" {
		n, isNum := v.number()
		v, ok = value{isNum: true, num: n / 100}, isNum
	}
	return v, ok
}

func (e *evaluator) primary() (value, bool) {
	e.space()
	if e.pos >= len(e.in) {
		return value{}, false
	}
	switch c := e.in[e.pos]; {
	case c == '(':
		e.pos++
		v, ok := e.compare()
		return v, ok && e.take(")") != ""
	case c == '"':
		return e.literal()
	case c >= '0' && c <= '9' || c == '.':
		from := e.pos
		for e.pos < len(e.in) && (e.in[e.pos] >= '0' && e.in[e.pos] <= '9' || e.in[e.pos] == '.') {
			e.pos++
		}
		f, err := strconv.ParseFloat(e.in[from:e.pos], 64)
		return value{isNum: true, num: f}, err == nil
	}
	return e.name()
}

func (e *evaluator) literal() (value, bool) {
	var b strings.Builder
	for e.pos++; e.pos < len(e.in); e.pos++ {
		if e.in[e.pos] == '"' {
			if e.pos+1 < len(e.in) && e.in[e.pos+1] == '"' {
				e.pos++
			} else {
				e.pos++
				return value{text: b.String()}, true
			}
		}
		b.WriteByte(e.in[e.pos])
	}
	return value{}, false
}

// name reads a function call or a reference, with or without a sheet.
func (e *evaluator) name() (value, bool) {
	sheet := e.sheet
	rest := e.in[e.pos:]
	if s, n := sheetPrefix(rest); n > 0 {
		sheet = -1
		for i := range e.x.sheets {
			if e.x.sheets[i].name == s {
				sheet = i
			}
		}
		if sheet < 0 {
			return value{}, false
		}
		e.pos += n
	}
	from := e.pos
	for e.pos < len(e.in) && (isWord(e.in[e.pos]) || e.in[e.pos] == '$') {
		e.pos++
	}
	word := e.in[from:e.pos]
	if word == "" {
		return value{}, false
	}
	if e.take("(") != "" {
		return e.call(strings.ToUpper(word))
	}
	r1, c1, ok := parseRef([]byte(word))
	if !ok {
		return value{}, false
	}
	if e.take(":") == "" {
		return e.ref(sheet, r1, c1)
	}
	from = e.pos
	for e.pos < len(e.in) && (isWord(e.in[e.pos]) || e.in[e.pos] == '$') {
		e.pos++
	}
	r2, c2, ok := parseRef([]byte(e.in[from:e.pos]))
	if !ok {
		return value{}, false
	}
	return e.area(sheet, min(r1, r2), max(r1, r2), min(c1, c2), max(c1, c2))
}

func isWord(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.'
}

// sheetPrefix reads "Sheet1!" or "'在谈 项目'!" and its length.
func sheetPrefix(s string) (name string, n int) {
	if strings.HasPrefix(s, "'") {
		if i := strings.Index(s[1:], "'!"); i >= 0 {
			return s[1 : 1+i], i + 3
		}
		return "", 0
	}
	i := strings.IndexByte(s, '!')
	if i <= 0 || strings.ContainsAny(s[:i], "+-*/^&()<>=,:\" ") {
		return "", 0
	}
	return s[:i], i + 1
}

func (e *evaluator) ref(sheet, row, col int) (value, bool) {
	e.x.visits++
	if e.steps--; e.steps < 0 || e.x.visits > bookSteps {
		return value{}, false
	}
	g, err := e.x.load(sheet)
	if err != nil {
		e.err = err
		return value{}, false
	}
	if g.big {
		return value{}, false
	}
	key := [2]int{row, col}
	c, ok := g.cells[key]
	if !ok {
		return value{blank: true, isNum: true}, true
	}
	if !c.done {
		if c.busy || c.formula == "" || e.depth > evalDepth {
			return value{}, false
		}
		c.busy = true
		g.cells[key] = c
		inner := &evaluator{x: e.x, sheet: sheet, row: row, steps: e.steps, depth: e.depth + 1}
		v, ok := inner.eval(c.formula)
		e.steps, e.err = inner.steps, inner.err
		c = gridCell{done: true, cell: Cell{Kind: Error}}
		if ok {
			c.cell = v.cell(e.x, -1)
		}
		g.cells[key] = c
	}
	return cellValue(c.cell)
}

func cellValue(c Cell) (value, bool) {
	switch c.Kind {
	case Empty:
		return value{blank: true, isNum: true}, true
	case Number, Date:
		raw := c.Text
		if c.Kind == Date {
			raw = c.Serial
		}
		f, err := strconv.ParseFloat(raw, 64)
		return value{isNum: true, num: f, day: c.Kind == Date}, err == nil
	case Bool:
		n := 0.0
		if c.Text == "TRUE" {
			n = 1
		}
		return value{isNum: true, num: n}, true
	case Text:
		return value{text: c.Text}, true
	}
	return value{}, false
}

func (e *evaluator) area(sheet, r1, r2, c1, c2 int) (value, bool) {
	if (r2-r1+1)*(c2-c1+1) > e.steps {
		return value{}, false
	}
	list := []value{}
	for r := r1; r <= r2; r++ {
		for c := c1; c <= c2; c++ {
			v, ok := e.ref(sheet, r, c)
			if !ok {
				return value{}, false
			}
			if !v.blank {
				list = append(list, v)
			}
		}
	}
	return value{list: append(list, value{blank: true})}, true
}

// call reads the arguments and applies the function.
func (e *evaluator) call(fn string) (value, bool) {
	var args []value
	if e.take(")") == "" {
		for {
			v, ok := e.compare()
			if !ok {
				return value{}, false
			}
			args = append(args, v)
			if e.take(",") == "" {
				break
			}
		}
		if e.take(")") == "" {
			return value{}, false
		}
	}
	return e.apply(fn, args)
}

func (e *evaluator) apply(fn string, args []value) (value, bool) {
	switch fn {
	case "ROW":
		return value{isNum: true, num: float64(e.row)}, len(args) == 0
	case "IF":
		if len(args) < 2 {
			return value{}, false
		}
		n, ok := args[0].number()
		switch {
		case !ok:
			return value{}, false
		case n != 0:
			return args[1], true
		case len(args) > 2:
			return args[2], true
		}
		return value{isNum: true}, true
	case "CONCATENATE", "CONCAT":
		var b strings.Builder
		for _, a := range args {
			b.WriteString(a.string())
		}
		return value{text: b.String()}, true
	}
	var nums []float64
	for _, a := range args {
		if len(a.list) == 0 {
			n, ok := a.number()
			if !ok {
				return value{}, false
			}
			nums = append(nums, n)
		}
		for _, v := range a.list {
			if v.isNum && !v.blank { // texts inside a range do not count, as in Excel
				nums = append(nums, v.num)
			}
		}
	}
	return e.numeric(fn, nums)
}

func (e *evaluator) numeric(fn string, n []float64) (value, bool) {
	out := value{isNum: true}
	switch {
	case fn == "SUM", fn == "AVERAGE" && len(n) > 0:
		for _, v := range n {
			out.num += v
		}
		if fn == "AVERAGE" {
			out.num /= float64(len(n))
		}
	case fn == "PRODUCT" && len(n) > 0:
		out.num = 1
		for _, v := range n {
			out.num *= v
		}
	case (fn == "MAX" || fn == "MIN") && len(n) > 0:
		out.num = n[0]
		for _, v := range n[1:] {
			if (fn == "MAX") == (v > out.num) {
				out.num = v
			}
		}
	case fn == "ABS" && len(n) == 1:
		out.num = math.Abs(n[0])
	case fn == "INT" && len(n) == 1:
		out.num = math.Floor(n[0])
	case fn == "ROUND" && len(n) == 2 && math.Abs(n[1]) <= 15:
		r, _ := strconv.ParseFloat(strconv.FormatFloat(n[0]*math.Pow(10, n[1]), 'g', 15, 64), 64)
		out.num = math.Round(r) / math.Pow(10, n[1])
	case fn == "DATE" && len(n) == 3:
		return dateSerial(n, e.x.d1904)
	default:
		return value{}, false
	}
	return out, true
}

func (v value) number() (float64, bool) {
	switch {
	case len(v.list) > 0:
		return 0, false
	case v.isNum || v.blank:
		return v.num, true
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(v.text), 64)
	return f, err == nil
}

func (v value) string() string {
	switch {
	case v.blank:
		return ""
	case v.isNum:
		s, _, _ := plainNumber(strconv.FormatFloat(v.num, 'g', 15, 64))
		return s
	}
	return v.text
}
