package rest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/release"
	"entente/internal/serve"
)

// Receipts makes the files that prove what was given and received.
type Receipts interface {
	Receipt(ctx context.Context, v authz.Viewer, pair ledger.Pair, index int64, object string) ([]byte, error)
}

// Log is the log of all that one party gave another.
type Log struct {
	From         ids.Party  `json:"from"`
	To           ids.Party  `json:"to"`
	Realm        ids.Realm  `json:"realm"`
	Mine         bool       `json:"mine" doc:"This node writes it; otherwise it mirrors"`
	Size         int64      `json:"size"`
	CheckpointAt *time.Time `json:"checkpoint_at,omitempty"`
	CosignedSize int64      `json:"cosigned_size" doc:"Entries that the recipient has signed for"`
	CosignedAt   *time.Time `json:"cosigned_at,omitempty"`
	Frozen       bool       `json:"frozen" doc:"Two histories of it were signed; nothing more is written"`
}

// LogEntry is one statement in a log.
type LogEntry struct {
	Index       int64            `json:"index"`
	At          time.Time        `json:"at"`
	Kind        string           `json:"kind"`
	About       string           `json:"about"`
	StatementID string           `json:"statement_id"`
	Outcome     string           `json:"outcome" enum:"pending,accepted,partial,refused,executed"`
	Reason      string           `json:"reason,omitempty"`
	Counts      map[string]int64 `json:"counts,omitempty"`
	AnsweredAt  *time.Time       `json:"answered_at,omitempty"`
	Receipted   bool             `json:"receipted"`
}

// Report is what a receipt proves. Compare the words with what the parties tell
// by another way: the receipt proves what was signed, not whose key it is.
type Report struct {
	From            ids.Party        `json:"from"`
	To              ids.Party        `json:"to"`
	Realm           ids.Realm        `json:"realm"`
	Index           int64            `json:"index"`
	Size            int64            `json:"size"`
	Kind            string           `json:"kind"`
	About           string           `json:"about"`
	StatementID     string           `json:"statement_id"`
	At              time.Time        `json:"at"`
	CosignedAt      time.Time        `json:"cosigned_at" doc:"Received not later than this, by the recipient's clock"`
	Outcome         string           `json:"outcome"`
	Reason          string           `json:"reason,omitempty"`
	Counts          map[string]int64 `json:"counts,omitempty"`
	AnsweredAt      *time.Time       `json:"answered_at,omitempty"`
	FromFingerprint string           `json:"from_fingerprint"`
	FromWords       []string         `json:"from_words"`
	ToFingerprint   string           `json:"to_fingerprint"`
	ToWords         []string         `json:"to_words"`
	Object          string           `json:"object,omitempty"`
	Origin          ids.Party        `json:"origin,omitempty"`
	OriginKey       string           `json:"origin_key,omitempty"`
	Lines           []string         `json:"lines" doc:"The same in words"`
}

// PairPath names a log.
type PairPath struct {
	From string `path:"from" maxLength:"16" doc:"Code of the party that gives"`
	To   string `path:"to" maxLength:"16" doc:"Code of the party that receives"`
}

func (p PairPath) pair(realm ids.Realm) (ledger.Pair, error) {
	from, err := ids.ParseParty(p.From)
	if err != nil {
		return ledger.Pair{}, err
	}
	to, err := ids.ParseParty(p.To)
	return ledger.Pair{From: from, To: to, Realm: realm}, err
}

func (a *api) ledgerRoutes() {
	read := serve.May(authz.LedgerRead)
	get(a, "/ledger/logs", read, about{id: "listLogs", summary: "The logs that this node writes and mirrors"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[Log]], error) {
		var logs []ledger.Log
		err := a.deps.DB.Read(ctx, func(tx *db.Tx) (err error) {
			logs, err = ledger.Logs(ctx, tx, c.Viewer())
			return err
		})
		out := list[Log]{}
		for _, l := range logs {
			out.Items = append(out.Items, Log{From: l.From, To: l.To, Realm: l.Realm, Mine: l.Mine, Size: l.Size, CheckpointAt: moment(l.CheckpointAt), CosignedSize: l.CosignedSize, CosignedAt: moment(l.CosignedAt), Frozen: l.Frozen})
		}
		return reply(out), err
	})
	get(a, "/ledger/logs/{from}/{to}", read, about{id: "listLogEntries", summary: "One log, newest entry first"}, func(ctx context.Context, c serve.Caller, in *struct {
		PairPath
		Page
	}) (*body[list[LogEntry]], error) {
		before, err := in.number()
		if err != nil {
			return nil, err
		}
		pair, err := in.pair(c.Realm)
		if err != nil {
			return nil, err
		}
		limit := min(in.Limit, ledger.MaxPage-1)
		var lines []ledger.Line
		err = a.deps.DB.Read(ctx, func(tx *db.Tx) error {
			lines, err = ledger.Lines(ctx, tx, c.Viewer(), pair, before, limit+1)
			return err
		})
		rows := make([]LogEntry, len(lines))
		for i, l := range lines {
			rows[i] = LogEntry{Index: l.Index, At: l.At, Kind: l.Kind, About: l.About, StatementID: l.StatementID, Outcome: l.Outcome, Reason: l.Reason, Counts: l.Counts, AnsweredAt: moment(l.AnsweredAt), Receipted: l.Receipted}
		}
		return reply(cut(rows, limit, func(e LogEntry) string { return strconv.FormatInt(e.Index, 10) })), err
	})
	a.receiptRoutes(read)
}

// receiptRoutes give and take receipts byte by byte: one changed byte is
// another file.
func (a *api) receiptRoutes(read serve.Rule) {
	schemas := a.OpenAPI().Components.Schemas
	op := operation(http.MethodGet, "/ledger/logs/{from}/{to}/{index}/receipt", read.Slow(), about{id: "getReceipt", summary: "The receipt of one entry, which anyone can verify offline"})
	text := &huma.Schema{Type: "string"}
	op.Parameters = []*huma.Param{
		{Name: "from", In: "path", Required: true, Schema: text}, {Name: "to", In: "path", Required: true, Schema: text},
		{Name: "index", In: "path", Required: true, Schema: &huma.Schema{Type: "integer", Format: "int64"}},
		{Name: "object", In: "query", Description: "Put this object with its proof into the receipt", Schema: text},
	}
	op.Responses = map[string]*huma.Response{
		"200":     {Description: "A file of canonical JSON", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "object", AdditionalProperties: true}}}},
		"default": problemResponse(schemas),
	}
	a.OpenAPI().AddOperation(&op)
	a.rt.Handle("GET "+Prefix+op.Path, read.Slow(), func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		pair, err := PairPath{From: r.PathValue("from"), To: r.PathValue("to")}.pair(c.Realm)
		if err != nil {
			return err
		}
		index, err := strconv.ParseInt(r.PathValue("index"), 10, 64)
		if err != nil || index < 0 {
			return errs.New(errs.Invalid, "an entry's index is a number from 0 on")
		}
		file, err := a.deps.Receipts.Receipt(r.Context(), c.Viewer(), pair, index, r.URL.Query().Get("object"))
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="entente-receipt-%s-%s-%d.json"`, pair.From, pair.To, index))
		_, _ = w.Write(file) // the other side may have gone
		return nil
	})

	anyone := serve.SignedIn().NodeWide().Body(ledger.MaxStatement+2<<20, "application/json").Slow()
	check := operation(http.MethodPost, "/ledger/verify", anyone, about{id: "verifyReceipt", summary: "Verify a receipt", detail: "The same check that `entente ledger verify` makes offline."})
	check.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "object", AdditionalProperties: true}}}}
	check.Responses = map[string]*huma.Response{
		"200":     {Description: "It verifies, and proves this", Content: map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(reflect.TypeFor[Report](), true, "Report")}}},
		"default": problemResponse(schemas),
	}
	a.OpenAPI().AddOperation(&check)
	a.rt.Handle("POST "+Prefix+check.Path, anyone, func(w http.ResponseWriter, r *http.Request, _ serve.Caller) error {
		file, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		rep, err := release.VerifyReceipt(file)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		return marshalJSON(w, reportOf(rep))
	})
}

func reportOf(r release.Report) Report {
	return Report{
		From: r.From, To: r.To, Realm: r.Realm, Index: r.Index, Size: r.Size, Kind: r.Kind, About: r.About, StatementID: r.Statement.ID, At: r.Statement.At,
		CosignedAt: r.CosignedAt, Outcome: r.Outcome, Reason: r.Reason, Counts: r.Counts, AnsweredAt: moment(r.AnsweredAt),
		FromFingerprint: sign.Fingerprint(r.FromKey), FromWords: sign.Words(r.FromKey), ToFingerprint: sign.Fingerprint(r.ToKey), ToWords: sign.Words(r.ToKey),
		Object: r.Object, Origin: r.Origin, OriginKey: r.OriginKey, Lines: r.Lines(),
	}
}

func problemResponse(schemas huma.Registry) *huma.Response {
	return &huma.Response{Description: "Error", Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: schemas.Schema(reflect.TypeFor[serve.Problem](), true, "Problem")},
	}}
}
