import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem';

/** A refusal is final; only a lost connection or a failing server is asked again. */
export function shouldRetry(count: number, err: unknown): boolean {
  if (err instanceof Problem && err.status >= 400 && err.status < 500) return false;
  return count < 2;
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: shouldRetry, staleTime: 15_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
