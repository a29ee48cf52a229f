// Package packs holds the data of a city: its regions, offices, calendar, chains,
// industry codes, indicator cards and published targets. Nothing about a city is
// compiled into the program's rules; another city is another folder here.
//
// A Pack gives its parts as plain structs. The modules that own the tables load
// them; this package imports none of them.
package packs

import (
	"bytes"
	"embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

//go:embed qingdao
var files embed.FS

// Summary names a pack for the first-run page.
type Summary struct {
	Code string // the city's region code, "370200"
	Name string
}

// Pack is one city's data. Slices are in the order of the files, parents before
// children.
type Pack struct {
	Info
	Regions       []Region
	Organisations []Organisation
	Calendar      []Year
	Taxonomies    []Taxonomy
	Chains        []Chain
	Industries    []Industry
	Indicators    []Indicator
	Targets       []Target

	dir string
}

// List is every pack in the program, by code.
func List() ([]Summary, error) {
	dirs, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("list packs: %w", err)
	}
	var out []Summary
	for _, d := range dirs {
		var info Info
		if err := readJSON(d.Name(), "pack.json", &info); err != nil {
			return nil, err
		}
		out = append(out, Summary{info.Code, info.Name})
	}
	slices.SortFunc(out, func(a, b Summary) int { return strings.Compare(a.Code, b.Code) })
	return out, nil
}

// Open reads the pack whose city has this region code. An unknown code is an error.
func Open(code string) (*Pack, error) {
	dirs, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("open pack %s: %w", code, err)
	}
	for _, d := range dirs {
		var info Info
		if err := readJSON(d.Name(), "pack.json", &info); err != nil {
			return nil, err
		}
		if info.Code == code {
			return read(d.Name(), info)
		}
	}
	return nil, fmt.Errorf("open pack: there is no pack for city %q", code)
}

// read takes each part from its own file. Sources and editions of the parts stay
// in the files, beside the data they are about, and are gathered in Info.Sources.
func read(dir string, info Info) (*Pack, error) {
	p := &Pack{Info: info, dir: dir}
	var regions struct {
		Edition                 string
		Sources                 []string
		Districts, Towns, Zones []Region
	}
	var offices struct {
		Edition       string
		Sources       []string
		Organisations []Organisation
	}
	var calendar struct {
		Sources []string
		Years   []Year
	}
	var chains struct {
		Sources    []string
		Taxonomies []Taxonomy
		Chains     []Chain
	}
	var indicators struct {
		Sources    []string
		Indicators []Indicator
	}
	var targets struct {
		Sources []string
		Targets []Target
	}
	for _, part := range []struct {
		file string
		into any
	}{
		{"regions.json", &regions}, {"organisations.json", &offices}, {"calendar.json", &calendar},
		{"chains.json", &chains}, {"indicators.json", &indicators}, {"targets.json", &targets},
	} {
		if err := readJSON(dir, part.file, part.into); err != nil {
			return nil, err
		}
	}
	p.Regions = slices.Concat(regions.Districts, regions.Towns, regions.Zones)
	for i := range p.Regions {
		if p.Regions[i].DisplayName == "" {
			p.Regions[i].DisplayName = p.Regions[i].Name
		}
		if p.Regions[i].Source == "" {
			p.Regions[i].Source = strings.Join(regions.Sources[:1], "")
		}
	}
	p.Organisations, p.Calendar = offices.Organisations, calendar.Years
	p.Taxonomies, p.Chains = chains.Taxonomies, chains.Chains
	p.Indicators, p.Targets = indicators.Indicators, targets.Targets
	p.Sources = slices.Concat(info.Sources, regions.Sources, offices.Sources, calendar.Sources,
		chains.Sources, indicators.Sources, targets.Sources)
	var err error
	p.Industries, err = readIndustries(dir)
	return p, err
}

// File is one of the pack's files as it is, for a module that reads its own
// document (gates.json, ledger.json).
func (p *Pack) File(name string) ([]byte, error) {
	b, err := files.ReadFile(path.Join(p.dir, name))
	if err != nil {
		return nil, fmt.Errorf("read pack %s: %w", p.dir, err)
	}
	return b, nil
}

// readJSON refuses fields the structs do not know, so that a misspelt key in a
// pack is found when it is written and not when a figure is missed.
func readJSON(dir, name string, into any) error {
	b, err := files.ReadFile(path.Join(dir, name))
	if err != nil {
		return fmt.Errorf("read pack %s: %w", dir, err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read pack %s, %s: %w", dir, name, err)
	}
	return nil
}

func readIndustries(dir string) ([]Industry, error) {
	b, err := files.ReadFile(path.Join(dir, "industries.csv"))
	if err != nil {
		return nil, fmt.Errorf("read pack %s: %w", dir, err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read pack %s, industries.csv: %w", dir, err)
	}
	out := make([]Industry, 0, len(rows))
	for _, r := range rows[1:] {
		level, err := strconv.Atoi(r[3])
		if err != nil {
			return nil, fmt.Errorf("read pack %s, industries.csv: level of %s: %w", dir, r[0], err)
		}
		out = append(out, Industry{Code: r[0], Section: r[1], Name: r[2], Level: level})
	}
	return out, nil
}
