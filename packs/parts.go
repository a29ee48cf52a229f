package packs

// Info is what a pack says about itself.
type Info struct {
	Code              string   `json:"code"` // region code of the city
	Name              string   `json:"name"`
	Zone              string   `json:"zone"` // IANA zone in which the city's "today" is decided
	Edition           string   `json:"edition"`
	ProjectCodePrefix string   `json:"project_code_prefix"` // "QD" of QD-2024-000123
	Sources           []string `json:"sources"`
	Findings          []string `json:"findings"` // what was checked in the data and is not settled
}

// Region is a node of the area tree. Parks and functional zones have no national
// code: theirs is the district's code, P or Z, and a number.
type Region struct {
	Code        string   `json:"code"`
	Name        string   `json:"name"`
	DisplayName string   `json:"display_name"` // what the screen shows; Name where the pack gives none
	Kind        string   `json:"kind"`         // city, district, town, park or zone
	ParentCode  string   `json:"parent_code"`
	Nicknames   []string `json:"nicknames"` // further names that ledgers use
	Status      string   `json:"status"`    // of parks and zones: planned, applying, approved, listed, operating; "" is 待核
	Members     string   `json:"members"`   // "unlisted" where a zone has members that no source lists (未列名)
	Note        string   `json:"note"`
	Source      string   `json:"source"`
	Position    int      `json:"position"` // order among siblings
}

// Organisation is an office. Packs name offices only, never people.
type Organisation struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	ShortName  string `json:"short_name"`
	Kind       string `json:"kind"` // city, taskforce, chain, bureau, department, stationed, town or park
	RegionCode string `json:"region_code"`
	ParentCode string `json:"parent_code"`
	ChainCode  string `json:"chain_code"` // of a chain leader's office
}

// Year is one year's statutory holidays and make-up working days. A holiday may
// lie in the year before (元旦 2023 began on 2022-12-31).
type Year struct {
	Year     int    `json:"year"`
	Source   string `json:"source"`
	Holidays []Day  `json:"holidays"`
	Working  []Day  `json:"working"` // weekend days that are worked
}

// Day is a named day of a Year.
type Day struct {
	Day  string `json:"day"` // YYYY-MM-DD
	Name string `json:"name"`
}

// Taxonomy is one edition of the city's list of chains.
type Taxonomy struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Version string `json:"version"`
	From    string `json:"from"` // first and last day in force, YYYY-MM-DD
	To      string `json:"to"`
}

// Chain is an industrial chain of one taxonomy.
type Chain struct {
	Taxonomy  string   `json:"taxonomy"`
	Code      string   `json:"code"`
	Name      string   `json:"name"`
	Group     string   `json:"group"`
	Position  int      `json:"position"`
	Aliases   []string `json:"aliases"`
	Uncertain bool     `json:"uncertain"` // the name is not confirmed by a source
}

// Industry is a class of GB/T 4754-2017. Code has no section letter for levels
// two to four ("3973"); Section is the letter.
type Industry struct {
	Code    string
	Section string
	Name    string
	Level   int // 1 门类, 2 大类, 3 中类, 4 小类
}

// Money is an exact sum in minor units.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

// Indicator is a definition card: what counts, when, against which threshold.
type Indicator struct {
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	Version    int      `json:"version"`
	Owner      string   `json:"owner"`
	Entity     string   `json:"entity"` // what is counted: project
	Unit       string   `json:"unit"`
	Definition string   `json:"definition"`
	Notes      []string `json:"notes"`
	Pending    string   `json:"pending"` // why it cannot be counted yet; "" if it can

	Stage          string `json:"stage"`            // the stage whose day counts
	StageIfSkipped string `json:"stage_if_skipped"` // the one that counts where Stage was skipped
	StageAssumed   bool   `json:"stage_assumed"`    // 口径为系统假定
	StageNote      string `json:"stage_note"`

	Amount       string `json:"amount"`        // total_investment, fixed_assets or contracted_fdi
	AmountAbsent string `json:"amount_absent"` // pending: shown as 待核; not_applicable: the project is outside
	Comparator   string `json:"comparator"`    // gte, gt, lte or lt
	Threshold    *Money `json:"threshold"`

	// OtherCurrency says what becomes of an amount in another currency:
	// not_converted shows it as 外币未折算 and counts nothing.
	OtherCurrency string `json:"other_currency"`

	ExcludeCityRelocation bool     `json:"exclude_city_relocation"`
	ExcludeStatuses       []string `json:"exclude_statuses"`
	CountedBases          []string `json:"counted_bases"` // bases that make up the figure
	ShownBases            []string `json:"shown_bases"`   // bases shown in columns of their own
	Implies               []string `json:"implies"`       // indicators that contain this one
}

// Target is a published goal of a region for a period.
type Target struct {
	ID          string      `json:"id"`
	RegionCode  string      `json:"region_code"`
	Indicator   string      `json:"indicator"`
	Title       string      `json:"title"`
	Period      string      `json:"period"`       // "2024", "2024-Q1" or "2024-03"
	PeriodBasis string      `json:"period_basis"` // stated or inferred
	Comparator  string      `json:"comparator"`
	Value       int64       `json:"value"` // a count, or minor units of Currency
	Unit        string      `json:"unit"`  // count or minor
	Currency    string      `json:"currency"`
	Quote       string      `json:"quote"` // the sentence it comes from
	Note        string      `json:"note"`
	Published   string      `json:"published"` // YYYY-MM
	Milestones  []Milestone `json:"milestones"`
}

// Milestone is a stated intermediate goal: Value to be reached by Day.
type Milestone struct {
	Day   string `json:"day"`
	Value int64  `json:"value"`
}
