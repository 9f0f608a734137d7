package training

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/itchyny/gojq"

	"entente/internal/base/errs"
	"entente/internal/base/journal"
	"entente/internal/clause"
)

// patience is how long one condition may take; one that takes longer does not hold.
const patience = 200 * time.Millisecond

const maxJQ = 1000 // bytes

func (w Condition) check(langs []string) error {
	if len(w.JQ) > maxJQ {
		return errs.New(errs.TooLarge, "a condition has up to %d bytes", maxJQ)
	}
	if _, err := w.compile(); err != nil {
		return errs.New(errs.Invalid, "a condition is an expression of jq that can be followed")
	}
	return w.Why.CheckText("why a condition does not hold", langs)
}

// compile gives the expression; it has no environment, no files and no input.
func (w Condition) compile() (*gojq.Code, error) {
	q, err := gojq.Parse(w.JQ)
	if err != nil {
		return nil, err
	}
	return gojq.Compile(q)
}

// holds tells whether the expression's first result over a body is true.
func (w Condition) holds(ctx context.Context, body any) (bool, error) {
	code, err := w.compile()
	if err != nil {
		return false, err
	}
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	v, ok := code.RunWithContext(bounded, body).Next()
	if err := ctx.Err(); err != nil {
		return false, err
	}
	is, boolean := v.(bool)
	return ok && boolean && is, nil
}

// lacks judges an entry that may be what a step asks for: true, or why not.
func (s Step) lacks(ctx context.Context, e journal.Entry) (ok bool, why clause.Text, err error) {
	var body any
	if err := json.Unmarshal(e.Body, &body); err != nil {
		return false, nil, err
	}
	for _, w := range s.Where {
		if ok, err := w.holds(ctx, body); err != nil || !ok {
			return false, w.Why, err
		}
	}
	return true, nil, nil
}
