package rest

import (
	"testing"

	"entente/internal/base/authz"
)

// TestThereIsNoExerciseInTheLiveRealm asks every page of an exercise in the live
// realm: nobody has the acts there, whatever the role.
func TestThereIsNoExerciseInTheLiveRealm(t *testing.T) {
	t.Parallel()
	n := newFullNode(t, "CZE", "Czechia")
	director := n.person("director", authz.Director, authz.Duty, authz.Analyst)
	for _, path := range []string{"clock", "inbox", "injects", "teams", "observed", "score", "judgements"} {
		director.do("GET", "/exercise/"+path, nil, 403, nil)
	}
	for _, path := range []string{"clock/start", "clock/pause", "clock/end"} {
		director.do("POST", "/exercise/"+path, "{}", 403, nil)
	}
}
