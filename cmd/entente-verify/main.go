// Entente-verify FILE [--key PARTY=FINGERPRINT]... checks the certificate of a decision without a node. It shares no code with the nodes that made it: it reads the file, every
// signature and the rules of the body for itself, and works the outcome out again. It ends with 0 for a certificate that holds, 1 for one that does not, and 2 for what it cannot judge.
package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errOut io.Writer) int {
	expect, good := map[string]string{}, len(args)%2 == 1 && (args[0] == "-" || !strings.HasPrefix(args[0], "-"))
	for i := 1; good && i < len(args); i += 2 {
		party, print, pair := strings.Cut(args[i+1], "=")
		expect[party] = digits(print)
		good = args[i] == "--key" && pair && len(expect[party]) == 64
	}
	if !good {
		_, _ = fmt.Fprintln(errOut, "usage: entente-verify FILE [--key PARTY=FINGERPRINT]...   (- is standard input)")
		return 2
	}
	in, err := os.Stdin, error(nil)
	if args[0] != "-" {
		in, err = os.Open(args[0])
	}
	var b []byte
	if err == nil {
		b, err = io.ReadAll(io.LimitReader(in, maxFile+1))
	}
	var f found
	if err == nil {
		f, err = verify(b, expect)
	}
	if err == nil {
		_, _ = fmt.Fprint(out, f)
		return 0
	}
	if r, ok := err.(refusal); ok && !r.unsure {
		_, _ = fmt.Fprintln(errOut, "INVALID:", err)
		return 1
	}
	_, _ = fmt.Fprintln(errOut, "CANNOT JUDGE:", err)
	return 2
}

// digits gives a fingerprint without what stands between its digits.
func digits(print string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", ":", "", "-", "").Replace(print))
}

// String says what the file proves, a line each.
func (f found) String() string {
	var b strings.Builder
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(&b, format+"\n", args...) }
	c, r, text := f.conclusion, f.rules, f.conclusion["text"].(obj)
	line("VALID: text %d, %q, was %s%s", c["rev"], clip(cmp.Or(text.obj("title").str("en"), text.obj("title").str("fr"), text.obj("title").str("cs"))), c["outcome"], map[bool]string{true: " in a REHEARSAL, which sets nothing going"}[text.yes("rehearsal")])
	line("  by %s, under provision %s of %q", clip(r.str("name")), clip(c.str("provision")), clip(f.in.str("title")))
	line("  proposal %s, digest of the text %s\n  %s at the %s level; secretariat %s, chair %s, members %s", c["proposal"], c["digest"], text.str("mode"), text.str("level"), r.str("secretariat"), r.str("chair"), strings.Join(r.strs("members"), ", "))
	line("  put %s, expired %s, closed %s, by the clock of %s", stamp(get[time.Time](c, "put")), stamp(get[time.Time](c, "expires")), stamp(get[time.Time](c, "closed")), r.str("secretariat"))
	line("  decided by %s; confirmed by %s; sets effects going: %v (of %d)", strings.Join(get[[]string](c, "counted"), ", "), strings.Join(get[[]string](c, "confirmed"), ", "), c["effects"], len(text.list("effects")))
	for _, v := range c.list("stands") {
		line("  %s: %s %s %q %s", v.(obj)["party"], v.(obj)["stand"], stamp(get[time.Time](v.(obj), "recorded")), clip(v.(obj).str("words")), clip(v.(obj).str("channel")))
	}
	for _, v := range c.list("protests") {
		line("  %s protests: %q", v.(obj)["party"], clip(v.(obj).str("why")))
	}
	line("Checked: %d statements signed by nodes, %d signatures of offices under them, %d records in one chain, the outcome by them,", len(f.statements), f.offices, f.records)
	line("  the agreement %s (version %s) with its signatures, and %d proofs of delivery:", f.in.str("id"), f.in.digest, len(f.received))
	line("  %s", strings.Join(f.received, "\n  "))
	line("It rests on these keys. Compare them with what the parties tell you by another way:")
	for _, who := range slices.Sorted(maps.Keys(f.keys.used)) {
		line("  %s: %s", who, fingerprint(f.keys.used[who]))
	}
	line("It does not show what was stated later or left out at the end, whether another agreement took this one's place, or who held a key.")
	return b.String()
}
