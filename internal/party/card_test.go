package party

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
)

func TestCardTravels(t *testing.T) {
	t.Parallel()
	key := sign.NewKey()
	got, err := OpenCard(cardOf(t, "EST", key, nil))
	if err != nil {
		t.Fatal(err)
	}
	office, err := got.Office("director")
	if err != nil {
		t.Fatal(err)
	}
	want := Card{V: 1, Party: "EST", Name: "Party EST", Kind: "nation", Node: key.Public(), Serial: 1, At: at, Offices: []Office{{ID: "director", Name: "Director", Powers: []string{PowerSign}, Key: office.Key}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("card (-want +got):\n%s", diff)
	}
	_, err = got.Office("release")
	wantKind(t, err, errs.NotFound, "EST has no office")
}

func TestEveryBitOfACardCounts(t *testing.T) {
	t.Parallel()
	card := cardOf(t, "EST", sign.NewKey(), nil)
	for i := range card {
		for bit := range 8 {
			bad := bytes.Clone(card)
			bad[i] ^= 1 << bit
			if _, err := OpenCard(bad); err == nil {
				t.Errorf("bit %d of byte %d (%q) makes no difference", bit, i, card[i])
			} else if errs.KindOf(err) == errs.Internal {
				t.Errorf("bit %d of byte %d gives an error without a kind: %v", bit, i, err)
			}
		}
	}
}

func TestOpenCardRefuses(t *testing.T) {
	t.Parallel()
	key := sign.NewKey()
	good := string(cardOf(t, "EST", key, nil))
	sealed := func(change func(*Card)) string { return string(cardOf(t, "EST", key, change)) }
	unknown, err := strictjson.Marshal(map[string]any{"v": 1, "party": "EST", "colour": "blue"})
	if err != nil {
		t.Fatal(err)
	}
	extra, err := strictjson.Marshal(signedCard{Card: unknown, Signature: key.Sign(cardContext, unknown)})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		card string
		kind errs.Kind
		text string
	}{
		"nothing":                 {"", errs.Invalid, ""},
		"not canonical":           {" " + good, errs.Invalid, "canonical"},
		"trailing data":           {good + "{}", errs.Invalid, ""},
		"unknown member outside":  {strings.Replace(good, `{"card"`, `{"a":1,"card"`, 1), errs.Invalid, "not known"},
		"unknown member inside":   {string(extra), errs.Invalid, "not known"},
		"signed for other use":    {strings.Replace(good, good[strings.Index(good, `"signature":"`):], `"signature":"`+key.Sign("agreement/v1", []byte(good)).String()+`"}`, 1), errs.Denied, "signature"},
		"other version":           {sealed(func(c *Card) { c.V = 2 }), errs.Unsupported, "version 2"},
		"bad code":                {sealed(func(c *Card) { c.Party = "est" }), errs.Invalid, "party code"},
		"no name":                 {sealed(func(c *Card) { c.Name = "" }), errs.Invalid, "no name"},
		"name too long":           {sealed(func(c *Card) { c.Name = strings.Repeat("x", maxName+1) }), errs.Invalid, "no name"},
		"name turns direction":    {sealed(func(c *Card) { c.Name = "Esto\u202enia" }), errs.Invalid, "visible"},
		"name of two lines":       {sealed(func(c *Card) { c.Name = "Esto\nnia" }), errs.Invalid, "visible"},
		"kind not known":          {sealed(func(c *Card) { c.Kind = "empire" }), errs.Unsupported, "empire"},
		"serial zero":             {sealed(func(c *Card) { c.Serial = 0 }), errs.Invalid, "no serial"},
		"too many offices":        {sealed(func(c *Card) { c.Offices = make([]Office, maxOffices+1) }), errs.Invalid, "too many offices"},
		"office twice":            {sealed(func(c *Card) { c.Offices = append(c.Offices, c.Offices[0]) }), errs.Invalid, "twice"},
		"office without key":      {sealed(func(c *Card) { c.Offices[0].Key = sign.PublicKey{} }), errs.Invalid, "key"},
		"office without name":     {sealed(func(c *Card) { c.Offices[0].Name = "" }), errs.Invalid, "name"},
		"office id with a slash":  {sealed(func(c *Card) { c.Offices[0].ID = "../node" }), errs.Invalid, "id"},
		"signed by somebody else": {sealed(func(c *Card) { c.Node = sign.NewKey().Public() }), errs.Denied, "signature"},
		"no node key":             {sealed(func(c *Card) { c.Node = sign.PublicKey{} }), errs.Denied, "signature"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := OpenCard([]byte(tc.card))
			wantKind(t, err, tc.kind, tc.text)
		})
	}
}
