// The one way to the server. It speaks JSON, carries versions and idempotency
// keys, and turns every refusal into a Problem.
import { Problem, problemFrom } from './problem';

const base = '/api/v1';

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface WriteOptions {
  version?: number; // sent as If-Match: a write of something that was read
  key?: string; // sent as Idempotency-Key: a creation that may be repeated
}

let unauthenticated: () => void = () => {};

/** Called whenever the server no longer knows the session; set once by the app. */
export function onUnauthenticated(f: () => void): void {
  unauthenticated = f;
}

export function url(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return base + path + (text ? `?${text}` : '');
}

async function send<T>(method: string, path: string, init: { body?: unknown; query?: Query; signal?: AbortSignal } & WriteOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  let body: BodyInit | undefined;
  if (init.body instanceof FormData) body = init.body;
  else if (init.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(init.body);
  }
  if (init.version !== undefined) headers['If-Match'] = `"${init.version}"`;
  if (init.key) headers['Idempotency-Key'] = init.key;
  let res: Response;
  try {
    res = await fetch(url(path, init.query), { method, headers, body, signal: init.signal, credentials: 'same-origin' });
  } catch (err) {
    if (err instanceof DOMException && err.name === 'AbortError') throw err;
    throw new Problem(0, 'offline', '');
  }
  const text = await res.text();
  const parsed = parse(text);
  if (res.ok) return parsed as T;
  const problem = problemFrom(res.status, parsed);
  if (res.status === 401 && path !== '/session') unauthenticated();
  throw problem;
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const client = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => send<T>('GET', path, { query, signal }),
  post: <T>(path: string, body?: unknown, options?: WriteOptions) => send<T>('POST', path, { body, ...options }),
  put: <T>(path: string, body: unknown, options?: WriteOptions) => send<T>('PUT', path, { body, ...options }),
  patch: <T>(path: string, body: unknown, options?: WriteOptions) => send<T>('PATCH', path, { body, ...options }),
  delete: <T>(path: string, options?: WriteOptions) => send<T>('DELETE', path, options),
};

/** A key for one creation; keep it while the same form is sent again. */
export function newKey(): string {
  // randomUUID exists only in secure contexts, and an office serves plain http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}
