package assist

import (
	"slices"
	"strings"
)

// SchemeV1 names these criteria and weights. Others get another name, so that an
// old triage is read by what it was made from.
const SchemeV1 = "criteria/1"

const maxValue = 4

// Criterion is one published ground by which concurrent requests are put in order.
// Words says what each value from 0 means; the console has them in each language.
type Criterion struct {
	Code   string   `json:"code" enum:"severity,entity,impact,spill-over,measures"`
	Weight int      `json:"weight"`
	Words  []string `json:"words" doc:"What each value, from 0, means"`
}

// The words of requests by their value, lowest first.
var (
	entities = []string{"other", "important", "essential", "critical", "state"}
	impacts  = []string{"local", "regional", "national", "several"}
	takens   = []string{"none", "begun", "most", "all"}
)

// Criteria lists the criteria of Regulation (EU) 2025/38 for concurrent requests
// with the weights of this scheme. A score is the weighted mean on a scale of 0 to
// 100.
func Criteria() []Criterion {
	return []Criterion{
		{"severity", 30, []string{"unknown", "low", "medium", "high", "highest"}},
		{"entity", 20, entities},
		{"impact", 20, []string{"none", "local", "regional", "national", "several"}},
		{"spill-over", 15, []string{"none", "one", "two", "three", "four-or-more"}},
		{"measures", 15, []string{"none", "begun", "", "most", "all"}},
	}
}

func criterion(code string) int {
	return slices.IndexFunc(Criteria(), func(c Criterion) bool { return c.Code == code })
}

// severities orders the values of each scheme, lowest first, on the scale of 1 to 4.
var severities = map[string]map[string]int{
	"eu":      {"white": 1, "green": 2, "yellow": 3, "red": 4},
	"ncsc-uk": {"6": 1, "5": 1, "4": 2, "3": 3, "2": 4, "1": 4},
	"us":      {"baseline-negligible": 1, "baseline-minor": 1, "low": 1, "medium": 2, "high": 3, "severe": 4, "emergency": 4},
	"nukib":   {"i": 2, "ii": 3, "iii": 4},
}

// Values reckons the value of each criterion, 0 to 4, from what a request says.
func Values(r Request) []int {
	taken := 0
	if i := slices.Index(takens, r.Taken); i >= 0 {
		taken = []int{0, 1, 3, 4}[i]
	}
	return []int{
		severities[r.Severity.Scheme][strings.ToLower(r.Severity.Value)],
		max(0, slices.Index(entities, r.Entity)),
		slices.Index(impacts, r.Impact) + 1,
		min(maxValue, len(r.SpillOver)),
		taken,
	}
}

// score is the weighted mean of the values on a scale of 0 to 100; the weights
// sum to 100.
func score(values []int) (sum int) {
	for i, c := range Criteria() {
		sum += c.Weight * values[i]
	}
	return sum / maxValue
}

// overridden puts people's values in place of the reckoned ones.
func overridden(values []int, by []Override) []int {
	out := slices.Clone(values)
	for _, o := range by {
		if i := criterion(o.Criterion); i >= 0 {
			out[i] = o.Value
		}
	}
	return out
}
