package scenario

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"entente/internal/agreement"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/federation"
	"entente/internal/policy"
	"entente/internal/release"
)

// line watches what a node writes to a peer, object by object.
type line struct {
	bytes.Buffer
	met func() // once, when the first objects have left
}

func (l *line) objects() int { return strings.Count("\n"+l.String(), "\nO") }

func (l *line) Write(p []byte) (int, error) {
	n, err := l.Buffer.Write(p)
	if l.objects() > 0 && l.met != nil {
		l.met()
		l.met = nil
	}
	return n, err
}

func TestASuspensionStopsARunningTransferAtTheNextObject(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	w.link("HUB", "CZE")
	agreed := w.agree("bilateral-exchange", nil, "HUB", "CZE")
	w.settle()
	hub, err := w.nodes["HUB"].Parties.LinkKey(t.Context())
	w.must(err)
	w.stop("HUB") // this test reads its log itself

	const many = 3000
	var texts, given []string
	for i := range many {
		id, text := indicator(fmt.Sprintf("object-%d", i), green)
		given, texts = append(given, id), append(texts, text)
	}
	w.bring("CZE", texts...)
	_, err = w.give("CZE", policy.Onward{}, []ids.Party{"HUB"}, given...)
	w.must(err)
	cze := w.nodes["CZE"]
	w.until("CZE", "the release in its log", func() bool { return strings.Contains(w.lastEntry("CZE", pair("CZE", "HUB")).Kind, "release.sent") })
	from := w.lastEntry("CZE", pair("CZE", "HUB")).Index
	in := federation.StreamInput{To: "HUB", Under: hub.Public(), Realm: ids.Live, From: from}
	flush := func() error { return nil }

	stopped := &line{met: func() {
		_, err := cze.Agreements.Suspend(t.Context(), w.all("CZE"), ids.Live, agreed, "a leak is looked into")
		w.must(err)
	}}
	if err := cze.Federation.Stream(t.Context(), in, stopped, flush); !errs.Is(err, errs.Busy) {
		t.Errorf("the running transfer ended with %v, want that it is decided on again", err)
	}
	if n := stopped.objects(); n == 0 || n >= many {
		t.Errorf("%d objects of %d had left", n, many)
	}
	if strings.Contains(stopped.String(), "checkpoint") {
		t.Error("the recipient was given a checkpoint over what was stopped")
	}
	again := &line{}
	w.must(cze.Federation.Stream(t.Context(), in, again, flush))
	if n := again.objects(); n != 0 || !strings.Contains(again.String(), `"gone":true`) {
		t.Errorf("asked again it sent %d objects: %.200s", n, again.String())
	}

	// The recipient hears of the suspension by the same log, and holds nothing.
	w.start("HUB")
	w.state(agreed, agreement.Suspended, "HUB", "CZE")
	w.settle()
	if len(w.holds("HUB", given[0])) != 0 {
		t.Error("HUB holds an object of a transfer that was stopped")
	}
	_, err = cze.Agreements.Resume(t.Context(), w.all("CZE"), ids.Live, agreed)
	w.must(err)
	w.state(agreed, agreement.InForce, "HUB", "CZE")
	_, err = w.give("CZE", policy.Onward{}, []ids.Party{"HUB"}, given[0])
	w.must(err)
	w.settle()
	if len(w.holds("HUB", given[0])) != 1 {
		t.Error("after the suspension it was released anew, and HUB does not hold it")
	}
}

func TestAReleaseIsDecidedAgainAsOfItsMoment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	w.link("HUB", "CZE")
	agreed := w.agree("bilateral-exchange", nil, "HUB", "CZE")
	good, one := indicator("goes", green)
	strict, two := indicator("stays", red)
	w.bring("CZE", one, two)
	made, err := w.give("CZE", policy.Onward{}, []ids.Party{"HUB"}, good, strict)
	w.must(err)
	w.settle()
	_, err = w.nodes["CZE"].Agreements.Suspend(t.Context(), w.all("CZE"), ids.Live, agreed, "what holds now must not matter")
	w.must(err)
	viewer := w.all("CZE").In(ids.Live)
	all, err := w.nodes["CZE"].Releases.Replay(t.Context(), viewer, made.ID)
	w.must(err)
	permits := 0
	for _, x := range all {
		if !x.Same {
			t.Errorf("stored %+v, again %+v", x.Row.Decision, x.Again)
		}
		if x.Again.Permit {
			permits++
		}
	}
	if len(all) != 2 || permits != 1 {
		t.Errorf("%d decisions, %d permit; want one of two", len(all), permits)
	}
	// A stored decision that somebody changed comes out otherwise.
	w.must(w.nodes["CZE"].DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE release_delivery SET decisions = CAST(replace(CAST(decisions AS TEXT), '"tlp":"red"', '"tlp":"green"') AS BLOB) WHERE release = $1`, made.ID)
		return err
	}))
	all, err = w.nodes["CZE"].Releases.Replay(t.Context(), viewer, made.ID)
	w.must(err)
	if !slices.ContainsFunc(all, func(x release.Replayed) bool { return !x.Same }) {
		t.Errorf("a changed decision is not found: %+v", all)
	}
}
