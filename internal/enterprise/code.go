package enterprise

import "strings"

// The alphabet and weights of the unified social credit code (GB 32100-2015):
// no I, O, S, V, Z; weight 3^(i−1) mod 31; check = (31 − Σ mod 31) mod 31.
const codeAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ValidCreditCode reports whether s is 18 characters of the alphabet with the right check digit.
func ValidCreditCode(s string) bool {
	if len(s) != 18 {
		return false
	}
	c, ok := CheckDigit(s[:17])
	return ok && s[17] == c
}

// CheckDigit computes the 18th character of a code from its first 17.
func CheckDigit(body string) (byte, bool) {
	if len(body) != 17 {
		return 0, false
	}
	sum, weight := 0, 1
	for i := range 17 {
		v := strings.IndexByte(codeAlphabet, body[i])
		if v < 0 {
			return 0, false
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return codeAlphabet[(31-sum%31)%31], true
}
