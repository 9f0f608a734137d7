package agreement

import (
	"time"

	"github.com/google/uuid"

	"entente/internal/base/ids"
)

// SharingGroup is an agreement as a sharing group of MISP: an instance behind a
// node that has taken it shares with the parties to the agreement and nobody else.
// Its fields are those of MISP's own JSON.
type SharingGroup struct {
	UUID             string               `json:"uuid"`
	Name             string               `json:"name"` // says nothing of who is in it
	Description      string               `json:"description"`
	Releasability    string               `json:"releasability"`
	OrganisationUUID string               `json:"organisation_uuid"` // the depositary
	Active           bool                 `json:"active"`            // in force
	Roaming          bool                 `json:"roaming"`           // never: only who is named gets it
	Created          time.Time            `json:"created"`
	SharingGroupOrg  []SharingGroupMember `json:"SharingGroupOrg"`
	// Servers are for the administrator of the instance to name.
	SharingGroupServer []struct{} `json:"SharingGroupServer"`
}

// SharingGroupMember is a party in it; none may extend the group.
type SharingGroupMember struct {
	Extend       bool         `json:"extend"`
	Organisation Organisation `json:"Organisation"`
}

// Organisation is a party as MISP knows it.
type Organisation struct {
	UUID string `json:"uuid"`
	Name string `json:"name"`
}

// organisations is the space in which each party has one UUID at every node.
var organisations = uuid.MustParse("5d1f7a0e-6b0c-4c0d-9a54-0f4a5f1d7c11")

// OrganisationUUID is the UUID by which a party is an organisation of MISP.
func OrganisationUUID(p ids.Party) string { return ids.Named(organisations, "party/"+string(p)) }

// SharingGroup renders the agreement for MISP at a moment. Where it is not in
// force then, the group is not active and has nobody in it.
func (a Agreement) SharingGroup(t time.Time) SharingGroup {
	g := SharingGroup{UUID: ids.Named(uuid.MustParse(a.ID), "sharing-group"), Name: a.Title, OrganisationUUID: OrganisationUUID(a.Depositary), Created: a.Created,
		Description: "The parties to agreement " + a.ID + ", digest sha256:" + a.DigestText(), Releasability: "As its provisions permit, object by object; a stricter marking stands before it.",
		SharingGroupOrg: []SharingGroupMember{}, SharingGroupServer: []struct{}{}}
	for _, p := range a.BoundAt(t) {
		g.Active = true
		g.SharingGroupOrg = append(g.SharingGroupOrg, SharingGroupMember{Organisation: Organisation{UUID: OrganisationUUID(p), Name: a.nameOf(p)}})
	}
	return g
}

// nameOf is the name on a party's latest card in a version; its code without one.
func (a Agreement) nameOf(p ids.Party) string {
	name, serial := string(p), int64(-1)
	for _, v := range a.Versions {
		if c, err := v.card(p); err == nil && c.Serial > serial {
			name, serial = c.Name, c.Serial
		}
	}
	return name
}
