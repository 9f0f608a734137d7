package node

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestRingKeepsTheNewestLines(t *testing.T) {
	t.Parallel()
	r := NewRing()
	var out bytes.Buffer
	log := slog.New(Tee(slog.NewTextHandler(&out, nil), r))
	for i := range ringSize + 10 {
		log.Info("line", slog.Int("i", i)) //nolint:sloglint // a test
	}
	all := r.After(0, slog.LevelInfo, ringSize*2)
	if len(all) != ringSize || all[0].Seq != 11 || all[len(all)-1].Seq != ringSize+10 {
		t.Errorf("%d lines from %d to %d", len(all), all[0].Seq, all[len(all)-1].Seq)
	}
	if got := r.After(ringSize+8, slog.LevelInfo, 100); len(got) != 2 || got[0].Attrs[0] != (Attr{"i", fmt.Sprint(ringSize + 8)}) {
		t.Errorf("after the last but two: %+v", got)
	}
	if got := r.After(0, slog.LevelInfo, 3); len(got) != 3 || got[2].Seq != ringSize+10 {
		t.Errorf("three lines are not the three newest: %+v", got)
	}
	if got := r.After(0, slog.LevelWarn, 100); len(got) != 0 {
		t.Errorf("%d lines of a level that was not written", len(got))
	}
	if n := strings.Count(out.String(), "\n"); n != ringSize+10 {
		t.Errorf("%d lines went on to the log itself", n)
	}
}

func TestTeeKeepsNoSecretAndNotItself(t *testing.T) {
	t.Parallel()
	r := NewRing()
	log := slog.New(Tee(slog.DiscardHandler, r))
	log.Info("nobody listens") //nolint:sloglint // a test
	log = slog.New(Tee(slog.NewTextHandler(&bytes.Buffer{}, nil), r))
	log.With(slog.String("Password", "hunter2")).WithGroup("in").Info("a", slog.Group("x", slog.String("api_token", "t"), slog.String("who", "eva"))) //nolint:sloglint // a test
	log.Info("request", slog.String("route", LogRoute))                                                                                               //nolint:sloglint // a test
	log.Info("long", slog.String("v", strings.Repeat("x", 3*maxText)), slog.String("bad", "\xff"))                                                    //nolint:sloglint // a test
	all := r.After(0, slog.LevelInfo, 100)
	if len(all) != 2 {
		t.Fatalf("got %+v", all)
	}
	want := []Attr{{"Password", "(withheld)"}, {"in.x.api_token", "(withheld)"}, {"in.x.who", "eva"}}
	for i, a := range want {
		if all[0].Attrs[i] != a {
			t.Errorf("attribute %d is %+v, want %+v", i, all[0].Attrs[i], a)
		}
	}
	if len(all[1].Attrs[0].Value) > maxText+10 || all[1].Attrs[1].Value != "�" {
		t.Error("a value is neither cut nor cleaned")
	}
}
