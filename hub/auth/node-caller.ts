import type { Caller } from "./caller.ts";
import { sha256Hex } from "./secret.ts";

/**
 * The node whose key the request carries, anonymous without a valid one.
 * @param keys keys by their SHA-256; revoked ones are not in it
 */
export function nodeCaller(
  request: Request,
  keys: ReadonlyMap<string, { nodeId: string; expiresAtMs: number | null }>,
  nodes: ReadonlyMap<string, { id: string; name: string }>,
): Caller {
  const header = request.headers.get("authorization");
  if (!header?.startsWith("Bearer ask_")) return { kind: "anonymous" };
  const keyHash = sha256Hex(header.slice("Bearer ".length));
  const key = keys.get(keyHash);
  if (!key || (key.expiresAtMs ?? Infinity) <= Date.now()) return { kind: "anonymous" };
  const node = nodes.get(key.nodeId);
  return node ? { kind: "node", nodeId: node.id, name: node.name, keyHash } : { kind: "anonymous" };
}
