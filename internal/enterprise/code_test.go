package enterprise

import (
	"testing"

	"pgregory.net/rapid"
)

func TestCreditCode(t *testing.T) {
	for _, tt := range []struct {
		code string
		want bool
	}{
		{"91370200163562681G", true},  // a listed company of the city, from public notices
		{"913702001635626810", false}, // wrong check digit
		{"91370200163562681g", false}, // lower case is not the code
		{"9137020016356268", false},   // too short
		{"9137020016356268IG", false}, // I is not in the alphabet
		{"", false},
	} {
		if got := ValidCreditCode(tt.code); got != tt.want {
			t.Errorf("%q: got %v, want %v", tt.code, got, tt.want)
		}
	}
}

// One changed character is always noticed: 31 is prime and no weight is 0 modulo 31.
func TestCreditCodeNoticesOneChangedCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := make([]byte, 17)
		for i := range b {
			b[i] = codeAlphabet[rapid.IntRange(0, 30).Draw(t, "c")]
		}
		c, ok := CheckDigit(string(b))
		if !ok || !ValidCreditCode(string(b)+string(c)) {
			t.Fatalf("own check digit of %s refused", b)
		}
		i := rapid.IntRange(0, 16).Draw(t, "place")
		other := codeAlphabet[rapid.IntRange(0, 30).Draw(t, "other")]
		if other == b[i] {
			return
		}
		b[i] = other
		if ValidCreditCode(string(b) + string(c)) {
			t.Fatalf("change at %d went unnoticed", i)
		}
	})
}
