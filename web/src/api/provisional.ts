// Types of the importer's routes as agreed; replaced as soon as they are served.
import type { Coded, Money } from '.';

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
