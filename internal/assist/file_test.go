package assist

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// TestAFileProves exports a request at one node and verifies it without any: the
// same case, and who bound whom when. Every byte that is changed is found.
func TestAFileProves(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		id := w.lodge("CZE", nil).ID
		o := w.offer("EST", id, "EST-1", "EST-2")
		w.Advance(time.Minute)
		w.Settle()
		w.accept("CZE", id, o, "1")
		w.Settle()
		w.Advance(time.Minute)
		_, err := w.at["EST"].Demobilise(ctx, person("EST"), ids.Live, id, o, nil, "back")
		w.Must(err)
		w.Settle()
		b, err := w.at["HUB"].Export(ctx, view("HUB"), id)
		w.Must(err)
		v, err := VerifyFile(b)
		w.Must(err)
		if diff := cmp.Diff(w.get("CZE", id), v.Case, same); diff != "" || v.Maker != "HUB" || len(v.Missing) != 0 {
			t.Error(diff, v.Maker, v.Missing)
		}
		stand := v.Case.Offers[0].Stand[0]
		if len(v.Bindings) != 1 || v.Bindings[0].Party != "EST" || v.Bindings[0].Line != "1" || !v.Bindings[0].Held.Equal(stand.Held) || !v.Bindings[0].Until.Equal(stand.At) {
			t.Errorf("bindings %+v", v.Bindings)
		}
		for i := 0; i < len(b); i += len(b)/150 + 1 {
			forged := bytes.Clone(b)
			forged[i] ^= 1
			if _, err := VerifyFile(forged); err == nil {
				t.Fatalf("byte %d (%q) can be changed", i, b[i])
			} else if errs.KindOf(err) == errs.Internal {
				t.Fatalf("byte %d: %v", i, err)
			}
		}
		for _, part := range [][]byte{b[:len(b)/2], bytes.Replace(b, []byte("CZE"), []byte("LVA"), 1), append(bytes.Clone(b), '\n')} {
			if _, err := VerifyFile(part); err == nil {
				t.Error("a file that was cut or added to verifies")
			}
		}
	})
}
