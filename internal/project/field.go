package project

import (
	"regexp"
	"strings"

	"qipan/internal/enterprise"
	"qipan/internal/platform/date"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/money"
)

// projectCode is the pattern of the national investment project code: 4-6-2-2-6.
var projectCode = regexp.MustCompile(`^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$`)

// checkField brings one value of the form to its type, or says what is wrong.
func checkField(rules *Rules, def *Field, at string, v any, f *fault.Form) (any, bool) {
	if def.Type == "bool" {
		b, ok := v.(bool)
		if !ok {
			f.Add(at, "field.type", "“%s”应为是或否。", def.Label)
		}
		return b, ok
	}
	if def.Type == "money" {
		return checkMoney(def, at, v, f)
	}
	s, ok := v.(string)
	if !ok {
		f.Add(at, "field.type", "“%s”应为文字。", def.Label)
		return nil, false
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, true
	}
	switch def.Type {
	case "day":
		if _, err := date.Parse(s); err != nil {
			f.Add(at, "field.day", "“%s”应为 2024-03-15 这样的日期。", def.Label)
			return nil, false
		}
	case "choice":
		if def.Choices == "contract_types" && !known(rules.ContractTypes, s) {
			f.Add(at, "field.choice", "“%s”没有“%s”这个选项。", def.Label, s)
			return nil, false
		}
	case "credit_code":
		if s = strings.ToUpper(s); !enterprise.ValidCreditCode(s) {
			f.Add(at, "credit_code.invalid", "统一社会信用代码“%s”不对：应为 18 位且校验位正确。", s)
			return nil, false
		}
	case "project_code":
		if !projectCode.MatchString(s) {
			f.Add(at, "project_code.invalid", "投资项目统一代码“%s”不对：应为 4-6-2-2-6 位数字。", s)
			return nil, false
		}
	default:
		f.MaxRunes(at, def.Label, s, max(def.Max, 1))
	}
	return s, true
}

func checkMoney(def *Field, at string, v any, f *fault.Form) (any, bool) {
	a, ok := asAmount(v)
	if !ok || !a.Currency.Known() {
		f.Add(at, "field.type", "“%s”应为金额和认识的币种。", def.Label)
		return nil, false
	}
	if a.Minor < 0 || a.Minor > money.Max {
		f.Add(at, "amount.range", "“%s”超出范围。", def.Label)
		return nil, false
	}
	return a, true
}
