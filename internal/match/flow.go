package match

import "math"

// none marks a pair that is not possible.
const none = math.MinInt64

// network is a problem as numbers: roles and people by index, people in parties.
//
// It is a transportation problem with gains: each role sends at most one unit to a
// person, each person passes it to the party, and a party's nth unit costs slot(n),
// which never falls. A role that sends nothing gains nothing.
type network struct {
	party []int     // by person
	value [][]int64 // by role and person; > 0, or none
	most  []int     // by party: the units that it passes at most
	slot  func(party, n int) int64
}

// flow is an answer with its prices. As long as role r costs role[r], a unit of a
// party costs party[k] and each person what is left, nobody can gain by another
// choice: this is what makes the answer the best (verify.go).
type flow struct {
	person     []int // by role; -1 for open
	role       []int // by person; -1 for free
	used       []int // by party
	rolePrice  []int64
	partyPrice []int64
}

// solver sends the roles one after another along the cheapest path that is left
// (successive shortest paths). People need no nodes of their own: a free person is
// a way from a role to the party, and one in a role r is a way back to r, from
// another role or from the party. With n roles and k parties a path is found in
// (n + k)² steps, however many people there are.
//
// Costs are turned into top - value, so that none is negative; pot are the
// potentials that keep every reduced cost at 0 or more while the flow changes.
type solver struct {
	network
	flow
	top   int64
	best  [][][]int32 // by role and party: possible people, best value first, then lowest index
	pot   []int64     // roles, parties, then the end
	dist  []int64
	done  []bool
	from  []int // the node before, and the person on the way, -1 for none
	via   []int
	roles int
	end   int
}

// solve gives a flow of greatest value less the cost of its slots.
func (n network) solve() flow {
	s := &solver{network: n, roles: len(n.value), end: len(n.value) + len(n.most)}
	s.person, s.role, s.used = filled(s.roles, -1), filled(len(n.party), -1), make([]int, len(n.most))
	s.pot, s.dist, s.done, s.from, s.via = make([]int64, s.end+1), make([]int64, s.end+1), make([]bool, s.end+1), make([]int, s.end+1), make([]int, s.end+1)
	for _, row := range n.value {
		for _, v := range row {
			s.top = max(s.top, v)
		}
	}
	s.best = n.candidates()
	for r := range s.roles {
		s.search(r)
		s.shift(r)
	}
	s.rolePrice, s.partyPrice = make([]int64, s.roles), make([]int64, len(n.most))
	for r := range s.rolePrice {
		s.rolePrice[r] = s.top - (s.pot[s.end] - s.pot[r])
	}
	for k := range s.partyPrice {
		s.partyPrice[k] = s.pot[s.end] - s.pot[s.roles+k]
	}
	return s.flow
}

// search finds the cheapest paths from a role (Dijkstra on reduced costs, dense) and
// raises the potentials by them.
func (s *solver) search(start int) {
	for i := range s.dist {
		s.dist[i], s.done[i] = math.MaxInt64, false
	}
	s.dist[start] = 0
	for {
		u := -1
		for i, d := range s.dist {
			if !s.done[i] && d < math.MaxInt64 && (u < 0 || d < s.dist[u]) {
				u = i
			}
		}
		s.done[u] = true // the end is always within reach: a role may stay open
		if u == s.end {
			break
		}
		if u < s.roles {
			s.leaveRole(u)
		} else {
			s.leaveParty(u)
		}
	}
	for i, d := range s.dist {
		s.pot[i] += min(d, s.dist[s.end])
	}
}

// leaveRole follows what a role can do: stay open, take the best free person of a
// party, or take the person of another role.
func (s *solver) leaveRole(r int) {
	s.reach(r, s.end, s.top, -1)
	for k, list := range s.best[r] {
		for _, q := range list {
			if s.role[q] < 0 {
				s.reach(r, s.roles+k, s.top-s.value[r][q], int(q))
				break
			}
		}
	}
	for o, q := range s.person {
		if q >= 0 && o != r && s.value[r][q] != none {
			s.reach(r, o, s.value[o][q]-s.value[r][q], q)
		}
	}
}

// leaveParty follows what a party can do: pass one unit more, or withdraw one of its
// people from a role.
func (s *solver) leaveParty(u int) {
	k := u - s.roles
	if s.used[k] < s.most[k] {
		s.reach(u, s.end, s.slot(k, s.used[k]), -1)
	}
	for o, q := range s.person {
		if q >= 0 && s.party[q] == k {
			s.reach(u, o, s.value[o][q]-s.top, q)
		}
	}
}

func (s *solver) reach(u, v int, cost int64, via int) {
	if d := s.dist[u] + cost + s.pot[u] - s.pot[v]; !s.done[v] && d < s.dist[v] {
		s.dist[v], s.from[v], s.via[v] = d, u, via
	}
}

// shift changes the flow along the path that search has found.
func (s *solver) shift(start int) {
	var path []int
	for v := s.end; v != start; v = s.from[v] {
		path = append(path, v)
	}
	u := start
	for i := len(path) - 1; i >= 0; i-- {
		v, q := path[i], s.via[path[i]]
		switch {
		case u < s.roles && v == s.end:
			s.person[u] = -1
		case u < s.roles: // takes q, from the party or from role v, which goes on to another
			s.person[u], s.role[q] = q, u
		case v == s.end:
			s.used[u-s.roles]++
		default: // the party withdraws q from role v
			s.role[q] = -1
		}
		u = v
	}
}

// candidates sorts each role's possible people by party.
func (n network) candidates() [][][]int32 {
	all := make([][][]int32, len(n.value))
	for r, row := range n.value {
		all[r] = make([][]int32, len(n.most))
		for q, v := range row {
			if k := n.party[q]; v != none { // also where the party gives nobody: its price must say so
				all[r][k] = append(all[r][k], int32(q)) //nolint:gosec // bounded by MaxPeople
			}
		}
		for _, list := range all[r] {
			sortBest(list, row)
		}
	}
	return all
}

func filled(n, v int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = v
	}
	return s
}
