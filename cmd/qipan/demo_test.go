package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"qipan/packs/demo"
)

func TestDemoFillsAnEmptyFolderOnly(t *testing.T) {
	dir := t.TempDir()
	for _, step := range []struct {
		args      []string
		exit      int
		out, errs string
	}{
		{[]string{"demo", "--projects", "0", "--data", dir}, 1, "", "at least one"},
		{[]string{"demo", "--projects", "30", "--seed", "3", "--data", dir}, 0, "已生成：30 个项目", ""},
		{[]string{"rollup", "--data", dir}, 0, "与历史一致", ""},
		{[]string{"demo", "--projects", "30", "--data", dir}, 1, "", "holds a city already"},
	} {
		var out, errs bytes.Buffer
		if exit := run(context.Background(), step.args, &out, &errs); exit != step.exit || !strings.Contains(out.String(), step.out) || !strings.Contains(errs.String(), step.errs) {
			t.Errorf("%q: exit %d\n%s%s", step.args, exit, out.String(), errs.String())
		}
	}
}

func TestTheAccountsOfTheDemoArePrinted(t *testing.T) {
	var out bytes.Buffer
	showAccounts(&out)
	for _, a := range demo.Accounts {
		if !strings.Contains(out.String(), a.Login+" ") || !strings.Contains(out.String(), a.Duty) {
			t.Errorf("%s is not printed", a.Login)
		}
	}
	if !strings.Contains(out.String(), demo.Password) {
		t.Error("the password is not printed")
	}
}
