/** The sign-in through SSO keeps the path in a cookie, of which browsers keep 4096 bytes. */
const mostCharacters = 2000;

/**
 * Where to go after signing in: `wanted` if it is a path of this site, else "/". `//host` and
 * `/\host` are other sites to a browser, and it drops tabs and line breaks before it looks; so only
 * what an address has once a browser wrote it is let through: printable ASCII without a backslash.
 */
export function sitePath(wanted: string | null): string {
  const isPath = wanted !== null && /^\/(?!\/)[!-[\]-~]*$/.test(wanted);
  return isPath && wanted.length <= mostCharacters ? wanted : "/";
}

/** The path of the sign-in page that leads back to `path` afterwards. */
export function signInPath(path: string): string {
  return path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
}
