import type { Caller } from "./caller.ts";
import { type Directory, sessionCaller, tokenCaller } from "./people.ts";
import { sha256Hex } from "./secret.ts";
import type { Sessions } from "./session.ts";

/**
 * The person a request comes from: by its API token if it carries one, else by its session. A
 * token that is no good is not passed over for the cookie beside it.
 * @param sessions null where there are none: over plain http from elsewhere
 */
export async function identify(
  request: Request,
  directory: Directory,
  sessions: Sessions | null,
): Promise<Caller> {
  const header = request.headers.get("authorization");
  if (header !== null) {
    const secret = header.startsWith("Bearer ") ? header.slice("Bearer ".length) : "";
    const hash = sha256Hex(secret);
    const found = secret.startsWith("api_") ? await directory.apiToken(hash) : null;
    const caller = found && tokenCaller({ ...found, hash }, Date.now());
    return caller?.kind === "user" ? caller : { kind: "anonymous", badToken: true };
  }
  const found = sessions && (await sessions.of(request));
  return found ? sessionCaller(found.session, found.user) : { kind: "anonymous" };
}
