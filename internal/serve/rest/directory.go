package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/directory"
	"entente/internal/format/rfc2350"
	"entente/internal/party"
	"entente/internal/serve"
)

// Directory is what this file needs of the directory domain.
type Directory interface {
	List(ctx context.Context, v authz.Viewer) ([]directory.View, error)
	Get(ctx context.Context, v authz.Viewer, code ids.Party) (directory.View, error)
	Lookup(ctx context.Context, v authz.Viewer, q string) (directory.Answer, error)
	Waiting(ctx context.Context, v authz.Viewer) (*directory.Proposal, error)
	Save(ctx context.Context, who authz.Actor, serial int64, said directory.Said) (directory.Saved, error)
	Confirm(ctx context.Context, who authz.Actor, id string) (directory.Entry, error)
	Refuse(ctx context.Context, who authz.Actor, id string) error
	PreviewImport(ctx context.Context, v authz.Viewer, b []byte) (directory.Preview, int64, error)
	Document(ctx context.Context, v authz.Viewer, code ids.Party) ([]byte, error)
	Export(ctx context.Context, v authz.Viewer, code ids.Party, form string) ([]byte, error)
	Sheet(ctx context.Context, v authz.Viewer) ([]byte, error)
	Drills
}

// DirectoryLine is a party in the directory in one line.
type DirectoryLine struct {
	Code         ids.Party  `json:"code"`
	Name         string     `json:"name"`
	Self         bool       `json:"self"`
	Trust        string     `json:"trust" enum:"self,invited,introduced,compared"`
	Team         string     `json:"team" doc:"Empty: it has told no entry yet"`
	Country      string     `json:"country"`
	Zone         string     `json:"zone"`
	OnHours      bool       `json:"on_hours" doc:"Somebody answers now"`
	Now          *CallNow   `json:"now,omitempty" doc:"The channel to try first now"`
	Reachability *Reach     `json:"reachability,omitempty" doc:"Absent: never tried"`
	LastProof    *time.Time `json:"last_proof,omitempty" doc:"When any of its channels last answered a drill"`
	ChangedAt    *time.Time `json:"changed_at,omitempty"`
	Conflict     bool       `json:"conflict" doc:"Its node has signed two entries under one serial"`
}

// Reach is how reliably somebody answered drills.
type Reach struct {
	Percent int       `json:"percent" doc:"Share of the ten newest drills that was answered in time, each weighing 0.7 times the one after it"`
	Drills  int       `json:"drills"`
	InTime  int       `json:"in_time"`
	Newest  time.Time `json:"newest"`
}

// CallNow is one channel of a contact as it stands now.
type CallNow struct {
	Contact string            `json:"contact" doc:"Id of the contact"`
	Name    string            `json:"name"`
	Purpose directory.Purpose `json:"purpose" enum:"emergency,incident,vulnerability,general,press"`
	Office  string            `json:"office,omitempty" doc:"Name of the office that answers now, a successor where there is one"`
	Medium  directory.Medium  `json:"medium" enum:"phone,sms,email,secure-email,signal,radio,video,web,other"`
	Address string            `json:"address"`
	Key     string            `json:"key,omitempty" doc:"OpenPGP fingerprint"`
	Answers string            `json:"answers,omitempty"`
	Open    bool              `json:"open" doc:"Somebody answers now"`
	Opens   *time.Time        `json:"opens,omitempty" doc:"When somebody answers next"`
	Expired bool              `json:"expired" doc:"The key that it needs has expired"`
	Proof   *time.Time        `json:"proof,omitempty" doc:"When it last answered a drill"`
	Reach   *Reach            `json:"reach,omitempty" doc:"Of the contact"`
}

// DirectoryView is one party in the directory.
type DirectoryView struct {
	DirectoryLine
	Serial    int64               `json:"serial" doc:"Of its entry; 0: none"`
	Via       ids.Party           `json:"via,omitempty" doc:"Who brought the entry"`
	KnownAt   *time.Time          `json:"known_at,omitempty"`
	Said      *directory.Said     `json:"said,omitempty" doc:"Absent: it has told no entry yet"`
	Calls     []CallNow           `json:"calls" doc:"In the order in which to try them now"`
	Conflicts []DirectoryConflict `json:"conflicts"`
	Security  bool                `json:"security" doc:"The entry has whom a security.txt names, and can be had as one"`
	Told      []directory.Told    `json:"told" doc:"How others reached this node's own party"`
}

// DirectoryConflict is a second entry under one serial.
type DirectoryConflict struct {
	Serial  int64     `json:"serial"`
	Digest  string    `json:"digest" doc:"SHA-256 of the document, hex"`
	Via     ids.Party `json:"via"`
	KnownAt time.Time `json:"known_at"`
}

// DirectoryAnswer is what a look-up found.
type DirectoryAnswer struct {
	Kind    string           `json:"kind" enum:"address,network,asn,domain,email,party,country" doc:"How the question was understood"`
	Text    string           `json:"text" doc:"The question in its canonical form"`
	Overlap bool             `json:"overlap" doc:"Two parties claim it alike; neither is chosen"`
	Matches []DirectoryMatch `json:"matches" doc:"The closest first"`
}

// DirectoryMatch is a party that claims what was asked for.
type DirectoryMatch struct {
	How   directory.How `json:"how" enum:"party,contact,network,domain,asn,part,country" doc:"part: it claims only a part of it"`
	What  string        `json:"what" doc:"As the party claims it"`
	Party DirectoryLine `json:"party"`
	Calls []CallNow     `json:"calls" doc:"In the order in which to try them now"`
}

// EntryProposal is a change that waits for a second person.
type EntryProposal struct {
	ID      string             `json:"id"`
	By      string             `json:"by"`
	Mine    bool               `json:"mine" doc:"The caller put it forward, so another person confirms it"`
	At      time.Time          `json:"at"`
	Changes []directory.Change `json:"changes"`
}

// EntrySaved is what became of a change.
type EntrySaved struct {
	Serial  int64 `json:"serial" doc:"Of the entry that stands now"`
	Waiting bool  `json:"waiting" doc:"It changes contacts for emergencies: a second person confirms it"`
}

// EntryWaiting is the change that waits, where one does.
type EntryWaiting struct {
	Proposal *EntryProposal `json:"proposal,omitempty"`
}

// EntryPreview is what an import would change.
type EntryPreview struct {
	Serial  int64              `json:"serial" doc:"Of the entry that it was made from"`
	Said    directory.Said     `json:"said"`
	Changes []directory.Change `json:"changes"`
	Fault   string             `json:"fault,omitempty" doc:"Why it cannot be saved as it is"`
	Phrase  errs.Phrase        `json:"phrase,omitzero" doc:"The same before its words were put in"`
}

type lookupInput struct {
	Q string `query:"q" required:"true" minLength:"1" maxLength:"300" doc:"Address, network, AS number, domain, e-mail address, party or country"`
}

type entryInput struct {
	Body struct {
		Serial int64          `json:"serial" minimum:"0" doc:"Of the entry that was changed; 0: there is none"`
		Said   directory.Said `json:"said"`
	}
}

func (a *api) directoryRoutes() {
	d, read, edit := a.deps.Directory, serve.May(authz.PartyRead), serve.May(authz.DirectoryEdit)
	get(a, "/directory", read, about{id: "listDirectory", summary: "Every party in the directory, the own first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[DirectoryLine]], error) {
		all, err := d.List(ctx, c.Viewer())
		return reply(list[DirectoryLine]{Items: each(all, lineOf)}), err
	})
	get(a, "/directory/parties/{code}", read, about{id: "getDirectoryEntry", summary: "One party's entry, and how to reach it now"}, func(ctx context.Context, c serve.Caller, in *ByCode) (*body[DirectoryView], error) {
		code, err := in.party()
		if err != nil {
			return nil, err
		}
		v, err := d.Get(ctx, c.Viewer(), code)
		return reply(viewOf(v)), err
	})
	get(a, "/directory/lookup", read, about{id: "lookupDirectory", summary: "Whose an address is, and whom to call now"}, func(ctx context.Context, c serve.Caller, in *lookupInput) (*body[DirectoryAnswer], error) {
		x, err := d.Lookup(ctx, c.Viewer(), in.Q)
		out := DirectoryAnswer{Kind: x.Question.Kind, Text: x.Question.Text, Overlap: x.Overlap, Matches: []DirectoryMatch{}}
		for _, m := range x.Matches {
			out.Matches = append(out.Matches, DirectoryMatch{How: m.How, What: m.What, Party: lineOf(m.View), Calls: each(m.View.Calls, callOf)})
		}
		return reply(out), err
	})
	register(a, http.MethodPut, "/directory/entry", edit, about{id: "saveDirectoryEntry", summary: "Change our own entry; what changes contacts for emergencies waits for a second person"}, func(ctx context.Context, c serve.Caller, in *entryInput) (*body[EntrySaved], error) {
		x, err := d.Save(ctx, c.Actor, in.Body.Serial, in.Body.Said)
		return reply(EntrySaved{Serial: x.Entry.Serial, Waiting: x.Proposal != nil}), err
	})
	get(a, "/directory/entry/proposal", read, about{id: "getEntryProposal", summary: "The change of our entry that waits for a second person"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[EntryWaiting], error) {
		p, err := d.Waiting(ctx, c.Viewer())
		if err != nil || p == nil {
			return reply(EntryWaiting{}), err
		}
		own, err := d.Get(ctx, c.Viewer(), c.Actor.Party)
		return reply(EntryWaiting{Proposal: &EntryProposal{ID: p.ID, By: p.Name, Mine: p.Person == c.Actor.Person, At: p.At, Changes: directory.Diff(own.Entry.Said, p.Said)}}), err
	})
	post(a, "/directory/entry/proposal/{id}/confirm", edit.Fresh(), about{id: "confirmEntryProposal", summary: "Confirm another person's change: it is signed and told"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*body[EntrySaved], error) {
		e, err := d.Confirm(ctx, c.Actor, in.ID)
		return reply(EntrySaved{Serial: e.Serial}), err
	})
	post(a, "/directory/entry/proposal/{id}/refuse", edit, about{id: "refuseEntryProposal", summary: "Drop a change that waits"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*none, error) {
		return nil, d.Refuse(ctx, c.Actor, in.ID)
	})
	a.directoryFileRoutes()
	a.drillRoutes()
}

// directoryFileRoutes give entries in the forms of other tools, and read one.
func (a *api) directoryFileRoutes() {
	read := serve.May(authz.PartyRead)
	for _, f := range []struct{ form, media, id, summary string }{
		{directory.FormRFC2350, "text/plain; charset=utf-8", "exportRFC2350", "An entry as a description by RFC 2350"},
		{directory.FormVCard, "text/vcard; charset=utf-8", "exportVCard", "The contacts of an entry for an address book (vCard 4.0)"},
		{directory.FormSecurityTxt, "text/plain; charset=utf-8", "exportSecurityTxt", "The contacts of an entry as security.txt (RFC 9116)"},
	} {
		a.gives(download{path: "/directory/parties/{code}/" + f.form, rule: read, media: f.media, says: f.summary, params: []*huma.Param{inPath("code")}, about: about{id: f.id, summary: f.summary},
			make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
				code, err := ids.ParseParty(r.PathValue("code"))
				if err != nil {
					return "", nil, err
				}
				b, err := a.deps.Directory.Export(r.Context(), c.Viewer(), code, f.form)
				return string(code) + "-" + f.form, b, err
			}})
	}
	a.gives(download{path: "/directory/parties/{code}/entry.json", rule: read, media: "application/json", says: "The document as it travels", params: []*huma.Param{inPath("code")},
		about: about{id: "exportEntry", summary: "An entry as its node has signed it"},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			code, err := ids.ParseParty(r.PathValue("code"))
			if err != nil {
				return "", nil, err
			}
			b, err := a.deps.Directory.Document(r.Context(), c.Viewer(), code)
			return string(code) + "-entry.json", b, err
		}})
	a.gives(download{path: "/directory/sheet.html", rule: read, media: "text/html; charset=utf-8", says: "One file that needs no network", about: about{id: "contactSheet", summary: "The contacts of all parties, for paper and for when nothing else works"},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			b, err := a.deps.Directory.Sheet(r.Context(), c.Viewer())
			return "contacts-" + string(c.Actor.Party) + "-" + a.deps.Clock.Now().Format(time.DateOnly) + ".html", b, err
		}})
	takes(a, upload[EntryPreview]{path: "/directory/entry/import", rule: serve.May(authz.DirectoryEdit).Body(rfc2350.MaxBytes, "text/plain"), media: "text/plain", name: "EntryPreview",
		says: "What it would change; nothing is saved", about: about{id: "previewEntryImport", summary: "Read a description by RFC 2350 into our entry, to look at before it is saved"},
		check: func(ctx context.Context, c serve.Caller, file []byte) (EntryPreview, error) {
			p, serial, err := a.deps.Directory.PreviewImport(ctx, c.Viewer(), file)
			return EntryPreview{Serial: serial, Said: p.Said, Changes: p.Changes, Fault: p.Fault, Phrase: p.Phrase}, err
		}})
}

func lineOf(v directory.View) DirectoryLine {
	out := DirectoryLine{Code: v.Party.Party, Name: v.Party.Name, Self: v.Party.Trust == party.Self, Trust: v.Party.Trust, Team: v.Entry.Team.Name, Country: v.Entry.Team.Country, Zone: v.Entry.Team.Zone,
		OnHours: v.OnHours, Reachability: reachOf(v.Score), LastProof: moment(v.LastProof), ChangedAt: moment(v.Entry.At), Conflict: len(v.Conflicts) > 0}
	if len(v.Calls) > 0 {
		first := callOf(v.Calls[0])
		out.Now = &first
	}
	return out
}

func viewOf(v directory.View) DirectoryView {
	out := DirectoryView{DirectoryLine: lineOf(v), Security: v.Security, Serial: v.Entry.Serial, Via: v.Via, KnownAt: moment(v.KnownAt), Calls: each(v.Calls, callOf), Told: append([]directory.Told{}, v.Told...), Conflicts: []DirectoryConflict{}}
	if v.Entry.Serial > 0 {
		out.Said = &v.Entry.Said
	}
	for _, c := range v.Conflicts {
		out.Conflicts = append(out.Conflicts, DirectoryConflict{Serial: c.Serial, Digest: c.Digest, Via: c.Via, KnownAt: c.KnownAt})
	}
	return out
}

func callOf(c directory.Call) CallNow {
	return CallNow{Contact: c.Contact, Name: c.Name, Purpose: c.Purpose, Office: c.Office, Medium: c.Channel.Medium, Address: c.Channel.Address, Key: c.Channel.Key, Answers: c.Channel.Answers,
		Open: c.Open, Opens: moment(c.Opens), Expired: c.Expired, Proof: moment(c.Proof), Reach: reachOf(c.Score)}
}

func reachOf(s *directory.Score) *Reach {
	if s == nil {
		return nil
	}
	return &Reach{Percent: s.Percent, Drills: s.Drills, InTime: s.InTime, Newest: s.Newest}
}
