/** The address to return to after the login: only a path of this site, never another host. */
export function safeBack(back: string | undefined): string {
  if (!back || !/^\/(?![/\\])/.test(back) || back.startsWith('/login')) return '/';
  return back;
}
