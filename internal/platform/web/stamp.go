package web

import (
	"time"

	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
)

// Instant is a stored instant (Unix ms) as RFC 3339 in UTC; "" for none.
func Instant(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format(time.RFC3339)
}

// Amount is money in an answer or a request.
type Amount struct {
	Minor    int64  `json:"minor" doc:"Minor units of the currency (分, cents)"`
	Currency string `json:"currency" enum:"CNY,USD,EUR,HKD,JPY,GBP,KRW,SGD"`
}

// AmountOf shows an amount; nil is not known.
func AmountOf(a *money.Amount) *Amount {
	if a == nil {
		return nil
	}
	return &Amount{a.Minor, string(a.Currency)}
}

// Money reads an amount; nil stays nil.
func (a *Amount) Money() *money.Amount {
	if a == nil {
		return nil
	}
	return &money.Amount{Minor: a.Minor, Currency: money.Currency(a.Currency)}
}

// Day reads a day of a request; a wrong one stays wrong for the use case to name.
func Day(s string) date.Date { return date.Date(s) }
