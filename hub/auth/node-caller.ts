import type { Caller } from "./caller.ts";
import { sha256Hex } from "./secret.ts";

/**
 * The node whose key the request carries, anonymous without a valid one.
 * @param keys node ids by the SHA-256 of their keys; revoked keys are not in it
 */
export function nodeCaller(
  request: Request,
  keys: ReadonlyMap<string, string>,
  nodes: ReadonlyMap<string, { id: string; name: string }>,
): Caller {
  const header = request.headers.get("authorization");
  if (!header?.startsWith("Bearer ask_")) return { kind: "anonymous" };
  const node = nodes.get(keys.get(sha256Hex(header.slice("Bearer ".length))) ?? "");
  return node ? { kind: "node", nodeId: node.id, name: node.name } : { kind: "anonymous" };
}
