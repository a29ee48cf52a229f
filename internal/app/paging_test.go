package app_test

import (
	"fmt"
	"slices"
	"testing"

	"qipan/internal/app/apptest"
)

// Every page together, in every order, is every project exactly once.
func TestPagesHoldEveryProjectOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		var all []string
		for i := range 23 {
			more := map[string]any{}
			if i%3 == 0 { // equal values need the tie-break
				more["total_investment"] = apptest.CNY(int64(i/9) * 100)
			}
			all = append(all, c.Open(fmt.Sprintf("项目%02d", i%4), more).ID)
		}
		slices.Sort(all)
		for _, sort := range []string{"updated_at", "-updated_at", "name", "-name", "code", "-total_investment", "total_investment", "stage_day", "-stage"} {
			var got []string
			cursor := ""
			for {
				var page struct {
					Items []struct{ ID string }
					Next  string `json:"next_cursor"`
				}
				c.Do("GET", fmt.Sprintf("/projects?limit=4&sort=%s&cursor=%s", sort, cursor), nil).Want(200).JSON(&page)
				for _, p := range page.Items {
					got = append(got, p.ID)
				}
				if cursor = page.Next; cursor == "" {
					break
				}
				if len(got) > 100 {
					t.Fatalf("%s: pages without end", sort)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, all) {
				t.Errorf("%s: %d of %d", sort, len(got), len(all))
			}
		}
		// A cursor belongs to its order.
		var page struct {
			Next string `json:"next_cursor"`
		}
		c.Do("GET", "/projects?limit=4&sort=name", nil).Want(200).JSON(&page)
		c.Do("GET", "/projects?limit=4&sort=code&cursor="+page.Next, nil).Want(422)
	})
}
