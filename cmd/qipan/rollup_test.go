package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"qipan/internal/app"
	"qipan/internal/identity"
	"qipan/internal/platform/actor"
	"qipan/internal/platform/db"
	"qipan/internal/platform/money"
	"qipan/internal/project"
	"qipan/packs"
)

// cityWith installs a city in dir, opens one lead in it and runs sql.
func cityWith(t *testing.T, dir, sql string) {
	t.Helper()
	ctx := context.Background()
	city, err := app.Open(ctx, app.Config{Data: dir, Version: "test", Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := city.Close(); err != nil {
			t.Error(err)
		}
	}()
	if !city.Installed() {
		install(t, city)
	}
	if err := db.Do(ctx, city.DB, func(tx *db.Tx) error { _, err := tx.NewRaw(sql).Exec(ctx); return err }); err != nil {
		t.Fatal(err)
	}
}

func install(t *testing.T, city *app.City) {
	t.Helper()
	ctx := context.Background()
	p, err := packs.Open("370200")
	if err != nil {
		t.Fatal(err)
	}
	var users []identity.User
	err = db.Do(ctx, city.DB, func(tx *db.Tx) error {
		if err := city.Install(ctx, tx, p, false); err != nil {
			return err
		}
		users, err = city.Users.Add(ctx, tx, actor.System(actor.Setup), identity.NewUser{Login: "clerk", Name: "示例", OrgID: "B-370211",
			Password: "test-password-1", Grants: []identity.Grant{{Role: identity.Bureau, RegionCode: "370211"}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := city.Loaded(ctx); err != nil {
		t.Fatal(err)
	}
	who, err := city.Users.Caller(ctx, users[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	total := money.Of(10_000_000_000, money.CNY)
	if _, err := city.Projects.Create(ctx, who, "", project.Edit{Name: project.Some("示例项目"), InvestorName: project.Some("示例公司"),
		Channel: project.Some("visit"), RegionCode: project.Some("370211"), Total: project.Some(&total), Fields: project.Values{"content": "示例"}}); err != nil {
		t.Fatal(err)
	}
}

func TestRollupFindsAndMendsWhatDiffers(t *testing.T) {
	dir := t.TempDir()
	qipan := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		code := run(context.Background(), append(args, "--data", dir), &out, &errs)
		return code, out.String() + errs.String()
	}
	if code, said := qipan("rollup", "check"); code != 1 || !strings.Contains(said, "holds no city") {
		t.Errorf("an empty folder: exit %d: %s", code, said)
	}
	cityWith(t, dir, "SELECT 1")
	if code, said := qipan("rollup", "check"); code != 0 || !strings.Contains(said, "1 个项目") || !strings.Contains(said, "与历史一致") {
		t.Errorf("a sound city: exit %d: %s", code, said)
	}
	if code, said := qipan("rollup"); code != 0 || !strings.Contains(said, "与历史一致") {
		t.Errorf("check is what rollup does by itself: exit %d: %s", code, said)
	}
	cityWith(t, dir, "UPDATE tally SET count = count + 6")
	if code, said := qipan("rollup", "check"); code != 1 || !strings.Contains(said, "存 7，重算 1") {
		t.Errorf("a changed funnel: exit %d: %s", code, said)
	}
	if code, said := qipan("rollup", "rebuild"); code != 0 || !strings.Contains(said, "与历史一致") {
		t.Errorf("rebuilt: exit %d: %s", code, said)
	}
	if code, said := qipan("rollup", "count"); code != 1 || !strings.Contains(said, "usage:") {
		t.Errorf("an unknown act: exit %d: %s", code, said)
	}
}
