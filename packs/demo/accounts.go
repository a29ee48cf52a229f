package demo

import (
	"context"
	"fmt"
	"strings"

	"qipan/internal/identity"
	"qipan/internal/platform/actor"
	"qipan/internal/platform/db"
	"qipan/packs"
)

// Password opens every account of a demo city. serve --demo prints it.
const Password = "qipan-demo"

// Account is somebody of the demo city: an office with a login and no invented
// person behind it.
type Account struct {
	Login  string
	Name   string
	Duty   string // what the list of accounts says beside it
	Org    string // organisation of the pack
	Role   identity.Role
	Region string
	Chain  string // of a chain leader's office
}

// Accounts are the accounts that serve --demo prints: one of each role, and the
// bureau of each district.
var Accounts = []Account{
	{"taskforce", "示例用户·市招商专班", "市招商专班（抓面）：全市项目、佐证核验、关账", "TF", identity.TaskForce, "370200", ""},
	{"chain", "示例用户·智能制造链长办", "链长办（抓线）：智能制造装备产业链，全市各区", "L-13", identity.ChainOffice, "370200", "c24-13"},
	{"shinan", "示例用户·市南招商", "市南区招商中心", "C-370202", identity.Bureau, "370202", ""},
	{"shibei", "示例用户·市北招商", "市北区招商中心", "C-370203", identity.Bureau, "370203", ""},
	{"huangdao", "示例用户·西海岸招商", "西海岸新区招商中心", "C-370211", identity.Bureau, "370211", ""},
	{"laoshan", "示例用户·崂山招商", "崂山区招商中心", "C-370212", identity.Bureau, "370212", ""},
	{"licang", "示例用户·李沧招商", "李沧区招商中心", "C-370213", identity.Bureau, "370213", ""},
	{"chengyang", "示例用户·城阳招商", "城阳区招商中心", "C-370214", identity.Bureau, "370214", ""},
	{"jimo", "示例用户·即墨招商", "即墨区招商中心", "C-370215", identity.Bureau, "370215", ""},
	{"jiaozhou", "示例用户·胶州招商", "胶州市招商中心", "C-370281", identity.Bureau, "370281", ""},
	{"pingdu", "示例用户·平度招商", "平度市招商中心", "C-370283", identity.Bureau, "370283", ""},
	{"laixi", "示例用户·莱西招商", "莱西市招商中心", "C-370285", identity.Bureau, "370285", ""},
	{"town", "示例用户·中韩街道", "镇街（抓点）：崂山区中韩街道", "T-370212001", identity.TownPark, "370212001", ""},
	{"park", "示例用户·虚拟现实产业园", "园区（抓点）：崂山区虚拟现实产业园", "P-370212P01", identity.TownPark, "370212P01", ""},
	{"stationed", "示例用户·驻京津冀组", "驻外招商组：自己的线索", "ST-BTH", identity.Stationed, "370200", ""},
	{"department", "示例用户·市行政审批局", "部门：核验佐证", "D-XZSP", identity.Department, "370200", ""},
	{"laoshan-sp", "示例用户·崂山审批", "区部门：核验崂山区的佐证", "DD-370212", identity.Department, "370212", ""},
	{"leader", "示例用户·市领导", "市领导：只读总览", "CITY", identity.Leader, "370200", ""},
	{"auditor", "示例用户·审计监督", "审计监督：只读", "CITY", identity.Auditor, "370200", ""},
	{"rulekeeper", "示例用户·口径管理员", "口径管理员", "TF", identity.RuleKeeper, "370200", ""},
	{"investor", "示例用户·客商", "客商：自己的诉求与项目", "CITY", identity.Investor, "370200", ""},
	{"sysadmin", "示例用户·系统管理员", "系统管理员（三员分立，不见业务内容）", "CITY", identity.SystemAdmin, "370200", ""},
	{"secadmin", "示例用户·安全管理员", "安全管理员（三员分立，不见业务内容）", "CITY", identity.SecurityAdmin, "370200", ""},
	{"auditadmin", "示例用户·审计管理员", "审计管理员（三员分立，不见业务内容）", "CITY", identity.AuditAdmin, "370200", ""},
}

// everyone is Accounts and the colleagues who appear in the city's year: a second
// clerk, the commerce bureau and two departments of each district, some of its
// towns, every chain's office and the other stationed teams.
func everyone(p *packs.Pack) []Account {
	all := append([]Account(nil), Accounts...)
	login := map[string]string{} // of the bureau of a district
	for _, a := range Accounts {
		if a.Role == identity.Bureau {
			login[a.Region] = a.Login
		}
	}
	short := func(district string) string {
		return strings.TrimSuffix(strings.TrimPrefix(nameOf(district), "示例用户·"), "招商")
	}
	towns := map[string]int{}
	for _, o := range p.Organisations {
		add := func(suffix, name string, role identity.Role, region string) {
			all = append(all, Account{Login: suffix, Name: "示例用户·" + name, Duty: o.Name, Org: o.Code, Role: role, Region: region, Chain: o.ChainCode})
		}
		district := o.RegionCode[:min(6, len(o.RegionCode))]
		switch {
		case o.Kind == "bureau" && strings.HasPrefix(o.Code, "C-"):
			add(login[district]+"2", short(district)+"招商二组", identity.Bureau, o.RegionCode)
		case o.Kind == "bureau":
			add(login[district]+"-sw", short(district)+"商务", identity.Bureau, o.RegionCode)
		case o.Kind == "department" && login[district] != "":
			suffix, name := "-zg", "资规"
			if strings.HasPrefix(o.Code, "DD-") {
				suffix, name = "-sp", "审批"
			}
			if l := login[district] + suffix; l != "laoshan-sp" {
				add(l, short(district)+name, identity.Department, o.RegionCode)
			}
		case (o.Kind == "town" || o.Kind == "park") && towns[district] < 4 && o.Code != "T-370212001" && o.Code != "P-370212P01":
			towns[district]++
			add(fmt.Sprintf("%s-zj%d", login[district], towns[district]), strings.TrimSuffix(strings.TrimSuffix(o.Name, "办事处"), "政府"), identity.TownPark, o.RegionCode)
		case o.Kind == "chain" && o.Code != "L-13":
			add("chain-"+o.Code[2:], strings.Replace(o.Name, "产业链链长办", "链长办", 1), identity.ChainOffice, o.RegionCode)
		case o.Kind == "stationed" && o.Code != "ST-BTH":
			add("stationed-"+strings.ToLower(o.Code[3:]), strings.TrimSuffix(o.Name, "招商组")+"组", identity.Stationed, o.RegionCode)
		case o.Kind == "taskforce":
			add("taskforce2", "市招商专班二组", identity.TaskForce, o.RegionCode)
		}
	}
	return all
}

// nameOf is the name of a district's bureau account.
func nameOf(district string) string {
	for _, a := range Accounts {
		if a.Role == identity.Bureau && a.Region == district {
			return a.Name
		}
	}
	return district
}

// enrol stores the accounts and returns them by login.
func enrol(ctx context.Context, d *db.DB, newID func() string, accounts []Account) (map[string]identity.User, error) {
	service, err := identity.New(ctx, d, newID)
	if err != nil {
		return nil, err
	}
	people := make([]identity.NewUser, len(accounts))
	for i, a := range accounts {
		people[i] = identity.NewUser{Login: a.Login, Name: a.Name, OrgID: a.Org, Password: Password,
			Grants: []identity.Grant{{Role: a.Role, RegionCode: a.Region, ChainCode: a.Chain}}}
	}
	users, err := db.Write(ctx, d, func(tx *db.Tx) ([]identity.User, error) {
		return service.Add(ctx, tx, actor.System(actor.Demo), people...)
	})
	if err != nil {
		return nil, err
	}
	out := map[string]identity.User{}
	for _, u := range users {
		out[u.Login] = u
	}
	return out, nil
}
