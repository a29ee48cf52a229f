// Package project is the pipeline of 招商引资: projects, their stages and gates,
// evidence and its verification, owners, milestones and the contact log.
//
// Owns: project, project_value, stage_event, gate_rules, evidence, contact,
// milestone, project_owner, project_chain, project_search. Does not own: firms
// (enterprise), chains' taxonomies (chain), figures (target), files' bytes
// (platform/blob).
//
// Promises: a stage is entered only through its gate; facts that reports count
// are append-only with a day, a recorded instant and a basis; every write leaves
// one audit entry in its own transaction; no query runs without a scope.
package project
