package project

import (
	"os"
	clock "time"
)

func reads(parsed clock.Time) (clock.Time, clock.Duration, string) {
	var time parser
	now, age := clock.Now(),
		clock.Since(parsed)
	_ = time.Now() // a local variable, not the package
	return now, age, os.Getenv("QIPAN_SETTING")
}
