/** inside gives the page to go to after signing in: a path of this console, never another site. */
export function inside(next: string | undefined): string {
  if (!next || !/^\/(?![/\\])/.test(next) || /[\u0000-\u001f]/.test(next)) return "/";
  const u = new URL(next, "http://here.invalid");
  return u.host === "here.invalid" && u.pathname !== "/sign-in" ? u.pathname + u.search + u.hash : "/";
}
