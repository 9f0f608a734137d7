package cli

import (
	"net/url"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/serve/rest"
	"entente/internal/training"
)

type practiceCmd struct {
	Open practiceOpenCmd `cmd:"" help:"Open a practice realm for a course that you are learning; it takes some seconds."`
	List practiceListCmd `cmd:"" help:"Your practice realms, and what is open in each." default:"withargs"`
	End  practiceEndCmd  `cmd:"" help:"End a practice realm: all that it holds is destroyed, and nothing archived."`
	All  practiceAllCmd  `cmd:"" help:"Every practice realm of this node."`
}

const practicesPath = "/api/v1/training/practices"

type practiceOpenCmd struct {
	ID string `arg:"" help:"Id of the course."`
}

func (c *practiceOpenCmd) Run(e *env) error {
	return send(e, coursePath(c.ID, "practice"), struct{}{}, func(v training.View) error { return e.practice(v.Practice) })
}

// practice says how a practice realm stands, and how one acts in it.
func (e *env) practice(r *training.Room) error {
	if r == nil {
		return nil
	}
	realm := "Practice realm " + string(r.Realm)
	text := map[string]string{
		training.RoomNone:    "The tasks are done in a practice realm, which is not open: entente training practice open",
		training.RoomOpening: realm + " is being made",
		training.RoomOpen:    realm + " is open: entente --realm " + string(r.Realm) + " …",
		training.RoomEnding:  realm + " is being destroyed",
	}[r.State]
	if r.Trouble != "" {
		text += " (" + r.Trouble + ")"
	}
	return e.line("%s", text)
}

type practiceListCmd struct{}

func (c *practiceListCmd) Run(e *env) error {
	return fetch(e, practicesPath, func(l items[training.Practising]) error {
		var rows [][]string
		for _, p := range l.Items {
			open, lacks := "-", "-"
			if p.Lesson != nil {
				open = p.Lesson.ID
				for _, s := range p.Lesson.Tasks {
					if s.Done == nil && s.Why != nil && lacks == "-" {
						lacks = strings.TrimSpace(s.Why.String() + ". " + s.Lacks.In("en"))
					}
				}
			}
			rows = append(rows, []string{string(p.Realm), p.Course, p.State, when(p.Ends), open, lacks})
		}
		return e.table([]string{"REALM", "COURSE", "STATE", "ENDS", "LESSON", "WHAT IS MISSING"}, rows, "You have no practice realm.")
	})
}

type practiceEndCmd struct {
	Realm string `arg:"" help:"Id of the practice realm."`
	Yes   bool   `help:"Yes, destroy all that it holds."`
}

func (c *practiceEndCmd) Run(e *env) error {
	if !c.Yes {
		return errs.New(errs.Invalid, "all that the practice realm holds is destroyed, and nothing is archived; say --yes to do it")
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	if err := cl.post(e.ctx, practicesPath+"/"+url.PathEscape(c.Realm)+"/end", struct{}{}, nil); err != nil {
		return err
	}
	return e.line("It is being destroyed")
}

type practiceAllCmd struct{}

func (c *practiceAllCmd) Run(e *env) error {
	return fetch(e, practicesPath+"/all", func(l items[rest.PracticeRealm]) error {
		var rows [][]string
		for _, p := range l.Items {
			rows = append(rows, []string{p.ID, p.Name, p.Course, p.State, when(p.Acted), when(p.Ends)})
		}
		return e.table([]string{"REALM", "WHOSE", "COURSE", "STATE", "LAST ACT", "ENDS"}, rows, "Nobody has a practice realm here.")
	})
}
