// Names for the generated types. What the server serves is the only source:
// `make openapi` regenerates schema.gen.ts from the program itself.
import type { components } from './schema.gen';

type Raw = components['schemas'];

/** An exact amount in minor units of its currency. */
export interface Money {
  minor: number;
  currency: string;
}

type Exactly<A, B> = [A, B] extends [B, A] ? true : false;

// What a record may lack: a steward, a result before the work is done.
type Absentable = [Raw['ProjectPerson'], Raw['ImporterProgress'], Raw['ImporterResult'], Raw['ImporterSimilar']];
type IsAbsentable<V> = true extends { [I in keyof Absentable]: Exactly<V, Absentable[I]> }[number] ? true : false;

// The description cannot say two things that the server promises: a list is
// never null, and an amount (待核), a person or a result may be. Served says them.
type Served<V> = unknown extends V
  ? V
  : NonNullable<V> extends readonly (infer E)[]
    ? Served<E>[]
    : Exactly<NonNullable<V>, Raw['Amount']> extends true
      ? Money | null
      : NonNullable<V> extends object
        ? { [K in keyof NonNullable<V>]: Served<NonNullable<V>[K]> } | (IsAbsentable<NonNullable<V>> extends true ? null : never)
        : V;

type Schemas = { [K in keyof Raw]: Served<Raw[K]> };

export type Coded = Schemas['Term'];

/** A page of a list. */
export interface Page<T> {
  items: T[];
  next_cursor?: string;
  count?: Raw['Count'];
}

export type Me = Schemas['IdentityMe'];
export type SetupState = Schemas['SetupState'];
export type SetupInput = Schemas['Setup'];
export type Account = Schemas['IdentityAccount'];
export type AccountInput = Schemas['Account-openRequest'];
export type RoleTerm = Schemas['IdentityRoleTerm'];
export type Organisation = Schemas['RegionOrganisation'];

export type Region = Schemas['Region'];
export type Dictionary = Schemas['Dictionary'];
export type PathStep = Schemas['Step'];
export type FieldSpec = Schemas['FormField'];
export type WorkDays = Schemas['CalendarDays'];

export type PersonRef = Raw['ProjectPerson'];
export type ProjectRow = Schemas['ProjectRow'];
export type Project = Schemas['ProjectDetail'];
export type ProjectInput = Schemas['ProjectEdit'];
export type Entry = Schemas['ProjectEntry'];
export type StageEvent = Schemas['ProjectEvent'];
export type StageCounts = Schemas['ProjectCounts'];
export type Gate = Schemas['ProjectGate'];
export type GateItem = Schemas['ProjectGateItem'];
export type HistoryEntry = Schemas['ProjectAct'];
export type Contact = Schemas['ProjectContact'];
export type Milestone = Schemas['ProjectMilestone'];
export type Evidence = Schemas['ProjectEvidence'];
export type PendingEvidence = Schemas['ProjectPending'];

export type Enterprise = Schemas['Enterprise'];
export type EnterpriseInput = Schemas['EnterpriseEdit'];

export type Closing = Schemas['TargetClosing'];

export type JobView = Schemas['Job'];

export type Card = Schemas['ReportIndicator'];
export type Cockpit = Schemas['ReportCockpit'];
export type CockpitRow = Schemas['ReportRow'];
export type CockpitProject = Schemas['ReportBehindRow'];
export type CockpitProjects = Schemas['ReportBehind'];

export type ImportSummary = Schemas['ImporterLedgerSummary'];
export type ImportBatch = Schemas['ImporterBatch'];
export type ImportSheet = Schemas['ImporterSheet'];
export type ImportColumn = Schemas['ImporterColumn'];
export type ImportRow = Schemas['ImporterLedgerRow'];
export type ImportProblem = Schemas['ImporterProblem'];
