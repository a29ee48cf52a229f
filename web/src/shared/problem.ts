// A refusal of the server (RFC 9457), or of the network, as one error type.

export interface FieldFault {
  pointer: string;
  code: string;
  message: string;
  params?: Record<string, unknown>;
}

export class Problem extends Error {
  constructor(
    readonly status: number, // 0: no answer arrived
    readonly code: string,
    message: string,
    readonly errors: FieldFault[] = [],
    readonly params: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** Reads a problem+json body; anything else becomes a fault named by its status. */
export function problemFrom(status: number, body: unknown): Problem {
  const b = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (v: unknown) => (typeof v === 'string' ? v : '');
  const errors = Array.isArray(b.errors) ? b.errors.map(fieldFault) : [];
  const params = (typeof b.params === 'object' && b.params !== null ? b.params : {}) as Record<string, unknown>;
  return new Problem(status, text(b.code) || `http_${status}`, text(b.detail) || text(b.title), errors, params);
}

// The server's own faults carry pointer, code and message; a schema check of the
// HTTP library carries location ("body.total_investment.minor") instead.
function fieldFault(v: unknown): FieldFault {
  const e = (typeof v === 'object' && v !== null ? v : {}) as Record<string, unknown>;
  const location = typeof e.location === 'string' ? e.location.replace(/^body\.?/, '').replace(/\./g, '/') : '';
  return {
    pointer: typeof e.pointer === 'string' && e.pointer !== '' ? e.pointer : location ? '/' + location : '',
    code: typeof e.code === 'string' && e.code !== '' ? e.code : 'invalid',
    message: typeof e.message === 'string' ? e.message : '',
    params: (typeof e.params === 'object' && e.params !== null ? e.params : undefined) as Record<string, unknown> | undefined,
  };
}

export function isStatus(err: unknown, status: number): err is Problem {
  return err instanceof Problem && err.status === status;
}

/** The faults that belong to one of these fields, by field; the rest is told above the form. */
export function splitFaults(faults: FieldFault[], fields: readonly string[]): { byField: Map<string, FieldFault[]>; rest: FieldFault[] } {
  const byField = new Map<string, FieldFault[]>();
  const rest: FieldFault[] = [];
  for (const fault of faults) {
    const field = fields.find((f) => fault.pointer === `/${f}` || fault.pointer.startsWith(`/${f}/`));
    if (!field) rest.push(fault);
    else byField.set(field, [...(byField.get(field) ?? []), fault]);
  }
  return { byField, rest };
}
