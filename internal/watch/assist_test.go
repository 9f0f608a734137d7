package watch

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOfAssists(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	hour := func(n int) time.Time { return now.Add(time.Duration(n) * time.Hour) }
	for name, c := range map[string]struct {
		a    Assist
		want []string
	}{
		"asked":                            {Assist{Owner: "CZE", Asked: true, Due: hour(4)}, []string{"assist.answer act"}},
		"asked, and its clock has run out": {Assist{Owner: "CZE", Asked: true, Due: hour(-1)}, []string{"assist.answer broken"}},
		"asked without a clock":            {Assist{Owner: "CZE", Asked: true}, []string{"assist.answer act"}},
		"answered":                         {Assist{Owner: "CZE", Asked: true, Answered: true}, nil},
		"the clearing house":               {Assist{Owner: "CZE", Centre: true, Asked: true, Answered: true}, []string{"assist.acknowledge act"}},
		"acknowledged":                     {Assist{Owner: "CZE", Centre: true, Acknowledged: true, Asked: true, Answered: true}, []string{"assist.triage act"}},
		"triaged":                          {Assist{Owner: "CZE", Centre: true, Acknowledged: true, Triaged: true, Answered: true}, nil},
		"an acceptance waits":              {Assist{Owner: "CZE", Asked: true, Answered: true, Awaits: true}, []string{"assist.carry act"}},
		"offers to ours":                   {Assist{Owner: "EST", Offers: 2, Valid: hour(3)}, []string{"assist.accept act"}},
		"offers to ours that have lapsed":  {Assist{Owner: "EST", Offers: 2, Valid: hour(-3)}, nil},
		"over":                             {Assist{Owner: "CZE", Asked: true, Centre: true, Over: true}, nil},
		"a report is due":                  {Assist{Owner: "EST", Over: true, ReportDue: hour(100)}, []string{"assist.report act"}},
		"a report is overdue":              {Assist{Owner: "EST", Over: true, ReportDue: hour(-1)}, []string{"assist.report broken"}},
	} {
		var got []string
		for _, n := range OfAssists("EST", now, []Assist{c.a}) {
			got = append(got, n.Kind+" "+string(n.Severity))
			if n.Act == "" || len(n.Roles()) == 0 {
				t.Errorf("%s: nobody can settle %s", name, n.Kind)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	mine := OfAssistDrafts([]AssistDraft{{ID: "1"}, {ID: "2", Own: true}})
	if mine[0].Act == "" || mine[1].Act != "" || mine[1].Severity != Waiting {
		t.Errorf("got %+v", mine)
	}
}
