// Package target is the city's figures: indicator cards, published targets, and
// what each project contributes to which figure.
//
// Owns: indicator, target, contribution, tally, closing. Does
// not own: projects (it hears of them through project.FactSink) or screens
// (report).
//
// Promises:
//   - A figure is f(day, known at). contribution is append-only and signed, so with
//     known at in the past the figure never changes, whatever is recorded later.
//   - The city's figure is a count of its own and not the sum of its districts.
//   - The funnel is kept in the same ledger as every other figure.
//   - tally is the sums of what is known now. It can be recounted from the projects'
//     history and compared (Check), or made anew (Rebuild).
//   - Nothing unknown is counted as zero and nothing is converted: a project whose
//     amount is not known, or is in another currency, stands in a column of its own.
package target
