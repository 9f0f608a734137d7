package serve

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/errs"
)

// Problem is the body of every error (RFC 9457). Instance is the request's
// number, under which the log has the cause.
type Problem struct {
	Type     string `json:"type" doc:"What kind of problem this is: a reference that explains it" example:"/problems/denied"`
	Title    string `json:"title" doc:"The kind in a few words, always the same"`
	Status   int    `json:"status" doc:"The HTTP status"`
	Detail   string `json:"detail" doc:"What is wrong here and what to do about it"`
	Instance string `json:"instance" doc:"Reference number of this answer; the node's log has the cause under it" example:"request:0190a5c8-8f5e-7cc0-a6b2-5d8a5f0f5b1a"`

	Phrase errs.Phrase `json:"phrase,omitzero" doc:"The detail before its words were put in, so that it can be said in another language"`

	retry time.Duration
}

// Error makes a problem an error, so that a handler can return one whose
// status is not among the kinds.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the HTTP status; with ContentType it lets the generated
// description of the interface show what errors look like.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType gives the media type of a problem.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// ProblemWriter writes an error's answer, headers and status included.
type ProblemWriter func(w http.ResponseWriter, r *http.Request, p Problem)

// statuses is the one table from kinds of errors to HTTP. Titles are fixed.
var statuses = map[errs.Kind]struct {
	status int
	title  string
}{
	errs.Invalid:         {http.StatusBadRequest, "the input is wrong"},
	errs.NotFound:        {http.StatusNotFound, "not found"},
	errs.Conflict:        {http.StatusConflict, "it disagrees with what is there"},
	errs.Denied:          {http.StatusForbidden, "not permitted"},
	errs.Unauthenticated: {http.StatusUnauthorized, "not signed in"},
	errs.SecondFactor:    {http.StatusUnauthorized, "second factor needed"},
	errs.StepUp:          {http.StatusForbidden, "confirm that it is you"},
	errs.TooLarge:        {http.StatusRequestEntityTooLarge, "too large"},
	errs.Busy:            {http.StatusServiceUnavailable, "busy"},
	errs.Unsupported:     {http.StatusUnsupportedMediaType, "not supported"},
	errs.Internal:        {http.StatusInternalServerError, "internal error"},
}

// explanations are what GET /problems/{kind} says.
var explanations = map[errs.Kind]string{
	errs.Invalid:         "Something in the request is wrong. The detail says what. Sending the same again will not help.",
	errs.NotFound:        "There is no such thing, or it is not for you to see. The two are not told apart.",
	errs.Conflict:        "The request disagrees with what this node holds: it exists already, has moved on, or contradicts it.",
	errs.Denied:          "You are known, and your account may not do this. An administrator of this node can give another role.",
	errs.Unauthenticated: "No valid credential came with the request. Sign in, or send a token that is neither expired nor revoked.",
	errs.SecondFactor:    "The password is right. Send it again together with the code of your second factor.",
	errs.StepUp:          "You are known, but this act asks for a proof that is not older than some minutes. Prove to be you, and send it again.",
	errs.TooLarge:        "The request is over a stated limit of size, count or depth. Nothing of it was stored.",
	errs.Busy:            "This node cannot do it now. Try again after the time that Retry-After gives.",
	errs.Unsupported:     "The request has a form, version, encoding or media type that this route does not speak.",
	errs.Internal:        "Something failed inside this node. Its log has the cause under the reference number.",
}

// ProblemOf gives what may be shown of an error. It never holds the text of an
// internal error, nor more than errs.MaxEcho bytes of anybody's input.
func ProblemOf(err error) Problem {
	var p *Problem
	if errors.As(err, &p) {
		return *p
	}
	kind, text := errs.Public(err)
	row := statuses[kind]
	out := Problem{Type: "/problems/" + string(kind), Title: row.title, Status: row.status, Detail: text, Phrase: errs.PhraseOf(err)}
	if kind == errs.Busy {
		out.retry = time.Second
		var w interface{ RetryAfter() time.Duration }
		if errors.As(err, &w) {
			out.retry, out.Status = w.RetryAfter(), http.StatusTooManyRequests
		}
	}
	return out
}

// withStatus is a problem of a kind under another status of its own.
func withStatus(kind errs.Kind, status int, detail string) *Problem {
	p := ProblemOf(errs.New(kind, "%s", detail))
	p.Status = status
	return &p
}

// Headers sets what belongs to the problem beside its body.
func (p Problem) Headers(h http.Header) {
	h.Set("Cache-Control", "no-store")
	if p.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(int(p.retry/time.Second)))
	}
}

// WriteProblem is the ProblemWriter of RFC 9457.
func WriteProblem(w http.ResponseWriter, r *http.Request, p Problem) {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // four strings and a number
	}
	p.Headers(w.Header())
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the other side may have gone
	}
}

// explainProblem is GET /problems/{kind}, which problem types refer to.
func explainProblem(w http.ResponseWriter, r *http.Request, _ Caller) error {
	text, ok := explanations[errs.Kind(r.PathValue("kind"))]
	if !ok {
		return errs.New(errs.NotFound, "there is no such kind of problem")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(text + "\n")) // the other side may have gone
	return nil
}
