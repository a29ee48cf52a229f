// Package importer takes project ledgers in: a file is read and understood in the
// background, shown with every doubt by row and column, corrected, confirmed and,
// if it was a mistake, taken back.
//
// Owns: import_batch, import_row, import_link, import_layout. Does not own: how a
// ledger is read (understand), projects and what may become of them (project).
//
// Promises: nothing enters a project before somebody confirms; a confirmation
// takes over all its rows in one transaction or none; the same ledger taken over
// twice changes nothing; what somebody edited since the last ledger is kept and
// said; a batch is seen by its own organisation only, and duplicates are looked
// for only among what the importer may see.
package importer
