package incident

import (
	"slices"

	"entente/internal/base/errs"
)

// Judgement is what somebody holds the severity to be, in a scheme of its own.
type Judgement struct {
	Scheme string  `json:"scheme"` // of Schemes
	Value  string  `json:"value"`  // of the scheme's
	Score  *int    `json:"score,omitempty"`
	Answer Answers `json:"answers,omitempty"` // what a score was made of
	Text   string  `json:"text"`              // why; may be empty
	Written
}

func (j *Judgement) check() error {
	s, ok := SchemeOf(j.Scheme)
	if !ok || !slices.Contains(s.Values, j.Value) {
		return errs.New(errs.Invalid, "%q is not a value of the severity scheme %q", errs.Clip(j.Value), errs.Clip(j.Scheme))
	}
	if !plain(j.Text, maxText) {
		return badText()
	}
	if j.Score == nil && len(j.Answer) == 0 {
		return nil
	}
	score, err := Score(j.Answer)
	if err != nil {
		return err
	}
	if j.Scheme != NCISS || j.Score == nil || *j.Score != score.Points || j.Value != score.Level {
		return errs.New(errs.Invalid, "the score does not follow from its answers")
	}
	return nil
}

// The severity schemes.
const (
	NCSC  = "uk-ncsc"   // UK NCSC, incident categories 1 to 6 (2018)
	NCISS = "us-nciss"  // CISA, levels of the National Cyber Incident Scoring System
	EU    = "eu-impact" // colours of impact of the EU taxonomy of large-scale incidents
	CZ    = "cz"        // categories of Czech law, III the gravest
)

// Scheme is a way to judge severity.
type Scheme struct {
	Code   string
	Values []string // the gravest first
}

// Schemes lists them.
var Schemes = []Scheme{
	{NCSC, []string{"1", "2", "3", "4", "5", "6"}},
	{NCISS, []string{"emergency", "severe", "high", "medium", "low", "baseline-minor", "baseline-negligible"}},
	{EU, []string{"red", "yellow", "green", "white"}},
	{CZ, []string{"III", "II", "I"}},
}

// SchemeOf gives a scheme by its code.
func SchemeOf(code string) (Scheme, bool) {
	i := slices.IndexFunc(Schemes, func(s Scheme) bool { return s.Code == code })
	if i < 0 {
		return Scheme{}, false
	}
	return Schemes[i], true
}

// Crossing is one row of the crosswalk: values that mean about the same.
type Crossing struct {
	Values map[string][]string // by scheme
	Doubt  bool                // the definitions overlap, or one has no equal
}

// Crosswalk lays the schemes side by side, the gravest first. It is our own
// comparison of the published definitions (UK NCSC's categories; CISA's levels and
// PPD-41, annex; the EU taxonomy as MISP's "nis2" has it; Czech Decree 82/2018);
// no authority has stated that these are equal. It helps to read another party's
// judgement and never replaces one.
var Crosswalk = []Crossing{
	{map[string][]string{NCSC: {"1"}, NCISS: {"emergency"}, EU: {"red"}, CZ: {"III"}}, false},
	{map[string][]string{NCSC: {"2"}, NCISS: {"severe"}, EU: {"red"}, CZ: {"III"}}, true},
	{map[string][]string{NCSC: {"3"}, NCISS: {"high"}, EU: {"yellow"}, CZ: {"II"}}, true},
	{map[string][]string{NCSC: {"4"}, NCISS: {"medium"}, EU: {"yellow"}, CZ: {"II"}}, true},
	{map[string][]string{NCSC: {"5"}, NCISS: {"low"}, EU: {"green"}, CZ: {"I"}}, true},
	{map[string][]string{NCSC: {"6"}, NCISS: {"baseline-minor", "baseline-negligible"}, EU: {"white"}, CZ: {"I"}}, true},
}

// Place gives the rows of Crosswalk in which a value of a scheme stands, counted
// from 1, the gravest, with whether the comparison is in doubt in any of them. ok is
// false for a value that it does not have: then nothing can be compared.
func Place(scheme, value string) (from, to int, doubt, ok bool) {
	for i, row := range Crosswalk {
		if !slices.Contains(row.Values[scheme], value) {
			continue
		}
		if !ok {
			from = i + 1
		}
		to, doubt, ok = i+1, doubt || row.Doubt, true
	}
	return from, to, doubt, ok
}
