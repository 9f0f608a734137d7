package rest

import (
	"testing"
	"time"
)

// TestAnActLeavesNoDeadlineOnItsConnection: the body is read before an act begins, so
// a limit for reading it that is set then would run into the next request.
func TestAnActLeavesNoDeadlineOnItsConnection(t *testing.T) {
	t.Parallel()
	x := &exchange{} // there is no connection behind it: a deadline that went through would panic
	if err := x.SetReadDeadline(time.Unix(1, 0)); err != nil {
		t.Error(err)
	}
}
