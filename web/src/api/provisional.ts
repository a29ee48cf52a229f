// Types of the API as agreed between the parts; replaced by the generated ones
// as soon as the OpenAPI document is served.
export interface Money { minor: number; currency: string }
export interface Coded { code: string; label: string }
export interface PersonRef { id: string; name: string; organisation_name?: string }
export interface Page<T> { items: T[]; next_cursor?: string; count?: { value: number; capped: boolean } }

export interface Role { role: string; label: string; region_code?: string; region_name?: string; chain_code?: string }
export interface Me {
  user: { id: string; login: string; name: string; organisation: { id: string; name: string; region_code: string } };
  roles: Role[];
  can: string[];
  business_date: string;
  business_date_shifted: boolean;
  demo: boolean;
  city: { code: string; name: string };
  version: string;
}
export interface SetupState { needed: boolean; packs: { code: string; name: string }[] }
export interface Administrator { login: string; name: string; password: string }
export interface SetupInput { pack: string; administrators: { system: Administrator; security: Administrator; audit: Administrator } }

export interface Region { code: string; name: string; display_name: string; kind: string; parent_code: string; status: string; source: string; position: number }
export interface PathStep { stage: string; label: string; optional: boolean; after?: string[] }
export interface Dictionary {
  stages: Coded[];
  kinds: { code: string; label: string; path: PathStep[] }[];
  statuses: Coded[]; evidence_kinds: Coded[]; channels: Coded[]; contract_types: Coded[]; chains: Coded[]; currencies: Coded[]; precisions: Coded[]; contact_ways: Coded[];
  fields: FieldSpec[];
}
export interface FieldSpec { code: string; label: string; type: string; max?: number; choices?: string }
export interface Industry { code: string; name: string }

export interface ProjectRow {
  id: string; code: string; name: string; investor_name: string; enterprise_id?: string; kind: string; stage: string; stage_day: string; stage_basis: string; status: string;
  district_code: string; district_name: string; region_code: string; region_name: string;
  total_investment: Money | null; fixed_assets: Money | null; contracted_fdi: Money | null;
  industry_code: string; chains: Coded2[]; channel: string; imported: boolean; lead_owner: PersonRef | null; deputy_owner: PersonRef | null;
  days_in_stage: number; missing_evidence: number; version: number; updated_at: string; updated_by_name: string;
}
export interface Project extends ProjectRow {
  city_relocation: boolean; organisation_name: string; fields: Record<string, unknown>; entries: Entry[]; status_reason: string; status_day: string; batch_id: string; created_at: string; next_stage: string;
}
export type ProjectInput = {
  name: string; kind: string; investor_name: string; enterprise_id: string | null; district_code: string; region_code: string | null; channel: string | null; industry_code: string | null;
  total_investment: Money | null; fixed_assets: Money | null; contracted_fdi: Money | null; city_relocation: boolean; fields: Record<string, unknown>;
};
export interface GateItem { pointer: string; kind: string; code: string; label: string; stage: string; done: boolean; verified: boolean; any: string[]; message: string }
export interface Gate { stage: string; ready: boolean; items: GateItem[] }
export interface StageEvent { id: string; act: string; ref: string; stage: string; day: string; precision: string; recorded_at: string; basis: string; origin: string; reason: string; by_name: string }
export interface HistoryEntry { at: string; by_name: string; via: string; verb: string; reason: string; changes: { field: string; before: unknown; after: unknown }[] }
export interface Contact { id: string; day: string; way: string; two_way: boolean; ours: string; theirs: string; content: string; next_action: string; next_day: string; by_name: string; created_at: string }
export interface Milestone { id: string; name: string; planned_day: string; actual_day: string; note: string; version: number }
export interface Evidence { id: string; project_id: string; kind: string; filename: string; media_type: string; sha256: string; size: number; day: string; note: string; uploaded_at: string; uploaded_by_name: string; organisation_name: string; state: string; decided_at: string; decided_by_name: string; reason: string; can_decide: boolean }
export interface PendingEvidence extends Evidence { project_code: string; project_name: string; district_name: string; stage: string }
export interface Coded2 { code: string; name: string }
export interface Entry { event_id: string; stage: string; day: string; precision: string; basis: string; origin: string }
export interface StageCounts { by_stage: { stage: string; count: number }[]; total: number }

export interface Enterprise { id: string; name: string; credit_code: string; former_names: string[]; note: string; version: number; updated_at: string }
export interface EnterpriseInput { name: string; credit_code: string; former_names: string[]; note: string }
export interface JobView { id: string; kind: string; title: string; state: string; done: number; total: number; note: string; error: string; subject: string; created_at: string; finished_at: string }

export interface ImportBatch {
  id: string; filename: string; state: string; uploaded_by_name: string; created_at: string; version: number; progress: { done: number; total: number } | null; error: string; counts: Record<string, number>;
  sheets: ImportSheet[]; fields: Coded[]; result: ImportResult | null;
}
export interface ImportSheet { name: string; used: boolean; hidden: boolean; header_first: number; header_last: number; preview: { row: number; cells: string[] }[]; columns: ImportColumn[]; remembered: boolean }
export interface ImportColumn { index: number; letter: string; title: string; field: string; unit: string; samples: string[] }
export interface ImportProblem { column: string; field: string; value: string; code: string; severity: string; message: string }
export interface ImportRow {
  id: string; sheet: string; row: number; state: string; name: string; investor: string; district_code: string; stage_claimed: string; total_investment: Money | null; problems: ImportProblem[]; notices: string[];
  changes: { field: string; label: string; before: string; after: string }[]; project_id: string; version: number;
}
export interface ImportResult { created: number; changed: number; unchanged: number; skipped: number; kept: { project_id: string; code: string; name: string; row: number; reason: string }[] }
export interface Card {
  code: string; name: string; version: number; owner: string; unit: string; definition: string; notes: string[]; pending: string; stage: string; stage_if_skipped: string; stage_assumed: boolean; stage_note: string;
  amount: string; comparator: string; threshold: Money | null; counted_bases: string[]; excluded_statuses: string[]; implies: string[]; periods: { code: string; label: string }[];
}
export interface CockpitRow {
  region_code: string; region_name: string; target: number | null; target_state: string; target_text: string; target_basis: string; comparator: string; done: number | null; done_state: string;
  late: number; claimed: number; forced: number; unknown_amount: number; other_currency: number; undated: number; missing: number | null; completion: number | null; rank: number | null; comparable: boolean;
}
export interface Cockpit {
  indicator: Card; period: { code: string; label: string; from: string; to: string; elapsed: number }; day: string; known_at: string; city: CockpitRow; districts: CockpitRow[];
  funnel: { stage: string; count: number; claimed: number }[]; months: { month: string; done: number; cumulative: number; target_cumulative: number | null }[]; doubly_credited: number;
}
export interface CockpitProject { id: string; code: string; name: string; district_name: string; stage: string; basis: string; total_investment: Money | null; contracted_fdi: Money | null; day: string; late: boolean }
export interface CockpitProjects { items: CockpitProject[]; next_cursor: string; count?: { value: number; capped: boolean }; hidden: number }
