package incident

import (
	"math"
	"slices"

	"entente/internal/base/errs"
)

// Answers are the options that were chosen, by factor.
type Answers map[string]string

// Factor is one of the eight that the score is made of.
type Factor struct {
	Code    string
	Weight  int
	Options []Option
}

// Option is one answer with its points, 0 to 100.
type Option struct {
	Code   string
	Points int
}

// Factors are those of CISA's National Cyber Incident Scoring System (NCISS, 2020),
// in its order. CISA publishes the factors, the options and the method, and calls
// the weights and points of its demonstration notional: an organisation sets its
// own. These are the demonstration's, as the scoring model "CISA NCISS" of Carnegie
// Mellon's CITE (SEI, crucible) carries them: weights 6, 5, 4, 4, 2, 4, 3, 6.
var Factors = []Factor{
	{"functional-impact", 6, []Option{{"none", 0}, {"no-impact-to-services", 20}, {"minimal-non-critical", 35}, {"minimal-critical", 40}, {"significant-non-critical", 50}, {"denial-non-critical", 60}, {"significant-critical", 70}, {"denial-critical", 100}}},
	{"observed-activity", 5, []Option{{"none", 0}, {"prepare", 40}, {"engage", 70}, {"presence", 80}, {"effect", 100}}},
	{"location", 4, []Option{{"business-dmz", 30}, {"business-network", 40}, {"unknown", 50}, {"business-management", 60}, {"critical-dmz", 70}, {"critical-management", 80}, {"critical-systems", 90}, {"safety-systems", 100}}},
	{"actor", 4, []Option{{"hacktivist", 20}, {"unwitting-insider", 30}, {"criminal", 40}, {"unknown", 50}, {"witting-insider", 65}, {"apt", 80}, {"apt-targeted", 100}}},
	{"information-impact", 2, []Option{{"none", 0}, {"suspected", 10}, {"privacy", 20}, {"proprietary", 50}, {"destruction-non-critical", 60}, {"critical-data", 70}, {"core-credentials", 80}, {"destruction-critical", 100}}},
	{"recoverability", 4, []Option{{"regular", 20}, {"supplemented", 40}, {"extended", 60}, {"not-recoverable", 100}}},
	{"cross-sector", 3, []Option{{"nuclear", 15}, {"food", 20}, {"chemical", 20}, {"dams", 25}, {"emergency-services", 25}, {"commercial", 30}, {"health", 30}, {"banking", 35}, {"defence-industry", 35}, {"government", 40}, {"manufacturing", 50}, {"water", 60}, {"communications", 75}, {"transport", 75}, {"information-technology", 80}, {"energy", 100}}},
	{"potential-impact", 6, []Option{{"minimal", 0}, {"low", 25}, {"moderate", 50}, {"high", 75}, {"severe", 100}}},
}

// Part is one step of a score.
type Part struct {
	Factor string
	Option string
	Points int
	Weight int
}

// Scored is a score with how it came about.
type Scored struct {
	Parts  []Part
	Sum    int // of points times weight
	Least  int // that any answers give
	Most   int
	Points int // 0 to 100
	Level  string
}

// bands are the lowest points of each level. CISA publishes the levels; where
// one ends and the next begins is assumed here.
var bands = []struct {
	from  int
	level string
}{{95, "emergency"}, {80, "severe"}, {65, "high"}, {50, "medium"}, {35, "low"}, {20, "baseline-minor"}, {0, "baseline-negligible"}}

// Score weighs one answer to each factor: the weighted sum, less the least that
// there can be, over the range there can be, times 100, to the nearest whole point.
// It is made for one incident, not for several that belong together.
//
// Errors: Invalid for a factor without an answer, or an answer that it does not
// have.
func Score(a Answers) (s Scored, err error) {
	for name := range a {
		if !slices.ContainsFunc(Factors, func(f Factor) bool { return f.Code == name }) {
			return s, errs.New(errs.Invalid, "%q is not a factor of the score", errs.Clip(name))
		}
	}
	for _, f := range Factors {
		i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Code == a[f.Code] })
		if i < 0 {
			return s, errs.New(errs.Invalid, "the factor %q needs one of its answers", f.Code)
		}
		o := f.Options[i]
		s.Parts = append(s.Parts, Part{Factor: f.Code, Option: o.Code, Points: o.Points, Weight: f.Weight})
		s.Sum += o.Points * f.Weight
		s.Least += f.Options[0].Points * f.Weight // the options stand by their points
		s.Most += f.Options[len(f.Options)-1].Points * f.Weight
	}
	s.Points = int(math.Round(100 * float64(s.Sum-s.Least) / float64(s.Most-s.Least)))
	for _, b := range bands {
		if s.Points >= b.from {
			s.Level = b.level
			break
		}
	}
	return s, nil
}
