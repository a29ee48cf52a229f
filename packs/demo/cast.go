package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"qipan/internal/identity"
	"qipan/internal/platform/actor"
	"qipan/packs"
)

// desk is somebody at work: the account as the trail names it, and where it sits.
type desk struct {
	actor.Actor
	id     identity.UserID
	path   string // region path of its organisation
	region string
	title  string // the name without its mark, for the contact log
}

// district is a district's people and places.
type district struct {
	code, path, name string
	clerks           []desk // its bureau and investment centre
	points           []desk // towns and parks with an account
	checkers         []desk // departments that verify
	places           []place
	weight           int
}

// place is a town, street, park or zone of a district, or the district itself.
type place struct{ code, path, name string }

// cast is everybody who acts in the city's year.
type cast struct {
	city      place
	districts []*district
	force     []desk // the city's task force
	stationed []desk
	checkers  []desk // the city's departments
	total     int    // of the districts' weights
}

// weights are the districts' shares of the projects. 西海岸 is a national new area
// and has published by far the largest targets.
var weights = map[string]int{"370202": 8, "370203": 10, "370211": 24, "370212": 10, "370213": 6, "370214": 11, "370215": 10, "370281": 11, "370283": 5, "370285": 5}

func newCast(p *packs.Pack, accounts []Account, users map[string]identity.User) (*cast, error) {
	c := &cast{}
	paths, byCode := map[string]string{}, map[string]*district{}
	for _, r := range p.Regions {
		paths[r.Code] = paths[r.ParentCode] + r.Code + "/"
		at := place{r.Code, paths[r.Code], r.DisplayName}
		switch {
		case r.Kind == "city":
			c.city = at
		case r.Kind == "district":
			d := &district{code: r.Code, path: at.path, name: r.DisplayName, weight: max(weights[r.Code], 1), places: []place{at}}
			byCode[r.Code] = d
			c.districts = append(c.districts, d)
			c.total += d.weight
		case r.Status != "applying" && r.Status != "planned": // nothing is built in a zone that does not exist yet
			d := byCode[r.ParentCode]
			if d == nil {
				return nil, fmt.Errorf("demo: %s lies in no district", r.Code)
			}
			d.places = append(d.places, at)
		}
	}
	orgs := map[string]packs.Organisation{}
	for _, o := range p.Organisations {
		orgs[o.Code] = o
	}
	for _, a := range accounts {
		u, ok := users[a.Login]
		if !ok {
			return nil, fmt.Errorf("demo: there is no account %s", a.Login)
		}
		o := orgs[a.Org]
		d := desk{Actor: actor.Actor{UserID: string(u.ID), Name: a.Name, OrgID: a.Org, Via: actor.Demo}, id: u.ID, path: paths[o.RegionCode], region: o.RegionCode,
			title: strings.TrimPrefix(a.Name, "示例用户·")}
		home := byCode[o.RegionCode[:min(6, len(o.RegionCode))]]
		switch {
		case a.Role == identity.TaskForce:
			c.force = append(c.force, d)
		case a.Role == identity.Stationed:
			c.stationed = append(c.stationed, d)
		case a.Role == identity.Department && home == nil:
			c.checkers = append(c.checkers, d)
		case a.Role == identity.Department:
			home.checkers = append(home.checkers, d)
		case a.Role == identity.Bureau:
			home.clerks = append(home.clerks, d)
		case a.Role == identity.TownPark:
			home.points = append(home.points, d)
		}
	}
	return c, nil
}

// district picks a district by weight.
func (c *cast) district(r *rand.Rand) *district {
	n := r.IntN(c.total)
	for _, d := range c.districts {
		if n -= d.weight; n < 0 {
			return d
		}
	}
	return c.districts[0]
}

// checker is somebody who may verify what uploader brought: in another
// organisation, seeing the district.
func (c *cast) checker(r *rand.Rand, d *district, uploader desk) desk {
	n := r.IntN(10)
	switch {
	case n < 2:
		return pick(r, c.force)
	case n < 3:
		return pick(r, c.checkers)
	case n < 6 && strings.HasPrefix(uploader.OrgID, "T-"):
		return d.clerks[0]
	}
	return pick(r, d.checkers)
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
