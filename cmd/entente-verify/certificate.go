package main

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// statement is what one party's node signed about the proposal.
type statement struct {
	obj
	party, act, digest, signature string
	body                          obj
	at                            time.Time
}

// found is what a certificate proves; offices counts their signatures under statements.
type found struct {
	in                *version
	keys              *book
	rules, conclusion obj
	statements        []*statement
	offices           int
	records           int64
	received          []string // what the proofs say
}

// verify checks a certificate from its bytes alone, and holds the node keys in it to those that somebody knows.
func verify(b []byte, expect map[string]string) (f found, err error) {
	err = refusal{"this program failed on the file", true} // stays where something else than a refusal ends it
	defer func() {
		if r, ok := recover().(refusal); ok {
			err = r
		}
	}()
	support(len(b) <= maxFile, "the file is over %d bytes", maxFile)
	body, ok := bytes.CutSuffix(b, []byte("\n"))
	c := object(parse(body)).has("form matter cards proofs conclusion")
	need(ok, "the file does not end with one line break")
	support(c.str("form") == "entente-decision/1", "the file is of form %q; this program knows entente-decision/1", clip(c.str("form")))
	f.read(c)
	x := newCourse(f.rules, f.statements)
	x.walk()
	f.records = x.seq
	f.conclusion = x.conclude(c.obj("conclusion").int("rev"))
	maps.Copy(f.conclusion, obj{"proposal": f.statements[0].str("matter"), "agreement": f.in.str("id"), "instrument": f.in.digest, "provision": f.statements[0].obj.obj("terms").str("provision")})
	same(f.conclusion, c.obj("conclusion"))
	for _, p := range c.list("proofs") {
		f.receipt(object(p))
	}
	for _, p := range slices.Sorted(maps.Keys(expect)) {
		key := fingerprint(f.in.cards[p].node)
		need(f.in.cards[p].party != "" && digits(key) == expect[p], "the node of %s does not have the key that was given; in the file it has %s", clip(p), key)
	}
	return f, nil
}

// same holds what the file says was concluded to what its statements come to.
func same(ours, said obj) {
	names := append([]string{"outcome", "digest", "text", "body"}, slices.Sorted(maps.Keys(ours))...) // what matters most is named first
	for _, name := range names {
		need(said[name] != nil && bytes.Equal(ours.raw(name), said.raw(name)), "the file does not say of %s what its statements come to: %s", name, clip(string(ours.raw(name))))
	}
	need(len(ours) == len(said), "the conclusion in the file says more than its statements come to")
}

// read checks agreement and statements: who may state what, and that each did.
func (f *found) read(c obj) {
	m := c.obj("matter").has("agreement statements")
	for _, v := range m.list("statements") {
		s := object(v).has("statement signature")
		o := s.obj("statement").has("v realm kind matter party n act tlp body by at ? terms")
		support(forms[o.str("act")] != "", "a statement is of act %q, which this program does not know", clip(o.str("act")))
		o.obj("body").has(forms[o.str("act")])
		f.statements = append(f.statements, &statement{o, o.str("party"), o.str("act"), digest(s.raw("statement")), s.str("signature"), o.obj("body"), o.time("at")})
	}
	need(len(f.statements) > 0, "it holds no statement")
	open := f.statements[0]
	terms := open.obj.obj("terms").has("seed agreement provision to")
	until := open.at
	for _, x := range f.statements {
		if x.body["office"] != nil {
			until = slices.MaxFunc([]time.Time{until, x.at}, time.Time.Compare)
		}
	}
	f.in, f.keys = openAgreement(m.str("agreement"), c.list("cards"), open.at, until)
	f.rules = f.in.body(terms.str("provision"), open.at)
	all := slices.Concat([]string{f.rules.str("secretariat")}, f.rules.strs("members"), f.rules.strs("observers"))
	need(terms.str("agreement") == f.in.str("id") && open.str("realm") == f.in.str("realm") && open.act == "proposed", "the proposal does not rest on the agreement in the file")
	need(open.str("matter") == named(terms.str("seed"), "matter/crisis/"+open.party), "the proposal does not bear the id that its opening gives it")
	need(slices.Equal(slices.Sorted(slices.Values(all)), slices.Sorted(slices.Values(append(terms.strs("to"), open.party)))), "the proposal was not made to the whole body and to nobody else")
	need(open.party == f.rules.str("chair") || slices.Contains(f.rules.strs("members"), open.party), "%s, which proposed, is neither a member nor the chair", open.party)
	numbers, number := map[string]bool{}, func(x *statement, before int64) string { return fmt.Sprint(x.party, x.int("n")-before) }
	for i, x := range f.statements {
		support(x.int("v") == 1 && x.str("kind") == "crisis", "a statement is of version %d and kind %q", x.int("v"), clip(x.str("kind")))
		need(x.str("matter") == open.str("matter") && x.str("realm") == open.str("realm") && slices.Contains(all, x.party) && (i == 0 || x.obj["terms"] == nil), "a statement is about another proposal, or of a party that takes no part in this one")
		need(signed(f.in.cards[x.party].node, "matter/v1", canonical(x.obj), x.signature), "statement %d of %s is not signed by its node", x.int("n"), x.party)
		f.keys.used[x.party+" node"] = f.in.cards[x.party].node
		numbers[number(x, 0)] = true
		if x.body["office"] != nil {
			f.office(x)
		}
	}
	need(len(numbers) == len(f.statements), "two statements of one party have one number")
	for _, x := range f.statements {
		need(x.int("n") == 1 || x.int("n") > 1 && numbers[number(x, 1)], "statement %d of %s is missing", x.int("n")-1, x.party)
	}
}

// forms is what each act says. What binds its party is signed by an office.
var forms = map[string]string{
	"proposed": "rev level mode title text annexes incident requests objects effects why ? rehearsal", "revised": "rev level mode title text annexes incident requests objects effects why ? rehearsal",
	"put": "rev text expires urgent office", "delivered": "rev text head clock able why", "opened": "rev text head clock", "stood": "rev text head clock stand words amendment office",
	"extended": "rev expires reason office", "withdrawn": "rev reason office", "contacted": "rev member channel person stand words office", "excluded": "rev member reason office",
	"recorded": "seq of at prev", "closed": "rev text outcome counted effects seq head at", "confirmed": "closing", "protested": "closing why",
}

// office verifies the signature of an office over all that a statement says.
func (f *found) office(x *statement) {
	o := x.body.obj("office").has("id second signature")
	body := maps.Clone(x.body)
	body["office"] = obj{"id": o["id"], "second": o["second"], "signature": strings.Repeat("A", 86)} // 64 zero bytes: it is not over itself
	f.offices++
	f.keys.bound(f.in.cards[x.party], o.str("id"), x.at, "crisis/v1", canonical(obj{"matter": x.str("matter"), "party": x.party, "act": x.act, "body": body}), o.str("signature"))
}

// named is the UUID of a name within another (version 5, which is made by SHA-1).
func named(space, name string) string {
	raw, err := hex.DecodeString(strings.ReplaceAll(space, "-", ""))
	need(err == nil && len(raw) == 16, "the proposal has a seed that is no UUID")
	u := sha1.Sum(append(raw, name...))
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}
