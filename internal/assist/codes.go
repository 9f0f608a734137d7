package assist

import "slices"

// covers says which services of the FIRST CSIRT Services Framework fall under a
// word by which an agreement grants assistance. An agreement may also name a
// service by its own code.
var covers = map[string][]string{
	"advice":    {"advisory", "crisis-support", "communication", "coordination"},
	"analysis":  {"forensics", "vulnerability-analysis", "event-analysis", "synthesis"},
	"forensics": {"forensics", "incident-analysis", "data-acquisition"},
	"response":  {"monitoring", "event-analysis", "incident-analysis", "mitigation", "coordination", "crisis-support", "vulnerability-response"},
}

// uncovered lists the services asked that none of an agreement's words covers.
func uncovered(words, asked []string) []string {
	out := []string{}
	for _, code := range asked {
		if !slices.ContainsFunc(words, func(w string) bool { return w == code || slices.Contains(covers[w], code) }) {
			out = append(out, code)
		}
	}
	return out
}
