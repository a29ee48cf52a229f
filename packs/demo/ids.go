package demo

import (
	"encoding/hex"
	"math/rand/v2"
)

// ids makes UUIDv7s out of the seed: the given millisecond, then a counter (RFC
// 9562, 6.2 method 1), then the generator's own random bits. All ids of a project
// carry the millisecond of its opening, as those of an import carry the import's:
// they rise with the rows, and the database appends instead of inserting.
type ids struct {
	ms   uint64
	n    uint64
	bits *rand.Rand
}

func newIDs(ms int64, r *rand.Rand) *ids { return &ids{ms: uint64(ms), bits: r} }

// next is the next id. After 4,096 of one millisecond it goes on in the next.
func (g *ids) next() string {
	ms, n := g.ms+g.n>>12, g.n&0xfff
	g.n++
	low := g.bits.Uint64()
	var b [16]byte
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6], b[7] = 0x70|byte(n>>8), byte(n)
	for i := range 8 {
		b[8+i] = byte(low >> (56 - 8*i))
	}
	b[8] = b[8]&0x3f | 0x80
	var out [36]byte
	hex.Encode(out[:8], b[:4])
	hex.Encode(out[9:13], b[4:6])
	hex.Encode(out[14:18], b[6:8])
	hex.Encode(out[19:23], b[8:10])
	hex.Encode(out[24:], b[10:])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}
