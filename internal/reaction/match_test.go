package reaction

import (
	"slices"
	"testing"
	"time"

	"entente/internal/msel"
)

// TestWhatFitsACue: which reactions a cue sets going, as docs/exercise.md says.
func TestWhatFitsACue(t *testing.T) {
	t.Parallel()
	of := func(r msel.Reaction) msel.Reaction { r.ID, r.As = "r", "LVA"; return r }
	request := Cue{On: msel.OnRequest, About: "q1", From: "CZE", Title: "Hospitals are DOWN", Text: "Two cannot admit."}
	for name, tc := range map[string]struct {
		r   msel.Reaction
		cue Cue
		as  string
		fit bool
	}{
		"the same cue":               {of(msel.Reaction{On: msel.OnRequest}), request, "LVA", true},
		"another cue":                {of(msel.Reaction{On: msel.OnOffer}), request, "LVA", false},
		"at another party":           {of(msel.Reaction{On: msel.OnRequest}), request, "EST", false},
		"from who is named":          {of(msel.Reaction{On: msel.OnRequest, From: "CZE"}), request, "LVA", true},
		"from another":               {of(msel.Reaction{On: msel.OnRequest, From: "EST"}), request, "LVA", false},
		"words of the title, folded": {of(msel.Reaction{On: msel.OnRequest, Match: "are down"}), request, "LVA", true},
		"words of the text":          {of(msel.Reaction{On: msel.OnRequest, Match: "CANNOT"}), request, "LVA", true},
		"words that are not there":   {of(msel.Reaction{On: msel.OnRequest, Match: "ports"}), request, "LVA", false},
		"the inject that is named":   {of(msel.Reaction{On: msel.OnInject, Inject: "i1"}), Cue{On: msel.OnInject, About: "i1", Part: "1"}, "LVA", true},
		"another inject":             {of(msel.Reaction{On: msel.OnInject, Inject: "i2"}), Cue{On: msel.OnInject, About: "i1", Part: "1"}, "LVA", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.r.After = msel.Of(90)
			turns := Match([]msel.Reaction{tc.r}, had{}, "LVA", tc.cue, time.Minute)
			if tc.as != "LVA" {
				turns = Match([]msel.Reaction{tc.r}, had{}, "EST", tc.cue, time.Minute)
			}
			if len(turns) > 0 != tc.fit {
				t.Fatalf("turns: %+v", turns)
			}
			if tc.fit && (turns[0].Due != 150*time.Second || turns[0].State != Waiting) {
				t.Errorf("the turn is %+v", turns[0])
			}
		})
	}
}

// TestHowOften: a reaction has one turn for a cue, and as many at most as it says; none
// is one.
func TestHowOften(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		most int
		want []string
	}{{0, []string{"q1/"}}, {1, []string{"q1/"}}, {2, []string{"q1/", "q2/"}}, {9, []string{"q1/", "q2/", "q3/"}}} {
		before := had{}
		for _, about := range []string{"q1", "q1", "q2", "q1", "q3", "q2"} {
			for _, x := range Match([]msel.Reaction{{ID: "r", As: "LVA", On: msel.OnRequest, Most: tc.most}}, before, "LVA", Cue{On: msel.OnRequest, About: about}, 0) {
				before.add(x)
			}
		}
		if !slices.Equal(before["r"], tc.want) {
			t.Errorf("at most %d: %v, want %v", tc.most, before["r"], tc.want)
		}
	}
}
