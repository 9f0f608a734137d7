package serve

import (
	"net/http"

	"entente/internal/base/authz"
)

// Rule says who may call a route and what its request may hold. The zero Rule
// is no rule; a route with it is refused when the router is built.
type Rule struct {
	access    access
	act       authz.Act
	or        []authz.Act
	why       string
	nodeWide  bool
	via       string
	challenge string
	problem   ProblemWriter
	maxBody   int64
	types     []string
	slow      bool
	fresh     bool
}

type access int

const (
	undeclared access = iota
	public
	signedIn
	permitted
	peers
)

// DefaultMaxBody is the largest request body of a route that says nothing
// else, in bytes, after decompression.
const DefaultMaxBody = 1 << 20

var jsonTypes = []string{"application/json"}

// Public lets everybody call; why says what makes that safe.
func Public(why string) Rule {
	if why == "" {
		panic("serve: a public route needs a reason")
	}
	return Rule{access: public, why: why, maxBody: DefaultMaxBody, types: jsonTypes, nodeWide: true}
}

// SignedIn lets everybody call who has a valid credential. It is for what
// concerns the caller's own account only.
func SignedIn() Rule {
	return Rule{access: signedIn, maxBody: DefaultMaxBody, types: jsonTypes}
}

// May lets those call who may do the act. The act's own method asks again.
func May(act authz.Act) Rule {
	if act == "" {
		panic("serve: a route's act needs a name")
	}
	return Rule{access: permitted, act: act, maxBody: DefaultMaxBody, types: jsonTypes}
}

// Or lets those call, too, who may do one of other acts.
func (r Rule) Or(acts ...authz.Act) Rule { r.or = acts; return r }

// Peers lets other nodes call, known by the key of their mutual TLS.
func Peers() Rule {
	return Rule{access: peers, maxBody: DefaultMaxBody, types: jsonTypes, nodeWide: true, via: "peer"}
}

// NodeWide says that the route concerns the node and no realm. Its callers
// have no viewer and so cannot read any store.
func (r Rule) NodeWide() Rule { r.nodeWide = true; return r }

// Body sets the largest body in bytes and its media types.
func (r Rule) Body(most int64, types ...string) Rule {
	r.maxBody, r.types = most, types
	return r
}

// Slow is for long uploads, downloads and streams: instead of a time for the
// whole request, every read and write has one.
func (r Rule) Slow() Rule { r.slow = true; return r }

// Fresh asks of a person to have proved lately to be it. It is for what cannot
// be taken back: signing, releasing, and whatever gives somebody a way in.
func (r Rule) Fresh() Rule { r.fresh = true; return r }

// Via names the road as the journal shows it, and the challenge of a 401.
func (r Rule) Via(road, challenge string) Rule {
	r.via, r.challenge = road, challenge
	return r
}

// Problems has errors written in another form than RFC 9457.
func (r Rule) Problems(w ProblemWriter) Rule { r.problem = w; return r }

// Access says in words who may call.
func (r Rule) Access() string {
	switch r.access {
	case public:
		return "public: " + r.why
	case signedIn:
		return "signed in"
	case permitted:
		words := string(r.act)
		for _, act := range r.or {
			words += " or " + string(act)
		}
		return words
	case peers:
		return "peer nodes"
	}
	return ""
}

// Act is the act that the rule asks for, or "".
func (r Rule) Act() authz.Act { return r.act }

// Lets asks whether somebody may call. Who may do none hears of the first act.
func (r Rule) Lets(who authz.Actor) error {
	for _, act := range r.or {
		if who.May(act) == nil {
			return nil
		}
	}
	return who.May(r.act)
}

// unsafe tells whether a method may change anything (RFC 9110 §9.2.1).
func unsafe(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}
