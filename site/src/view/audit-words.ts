import type { AuditRow } from "../../../core/contract/audit-contract.ts";

type Actor = Pick<AuditRow, "actorKind" | "actorId" | "actorEmail" | "actorRole">;

/** Who did it, and as what. Of nodes the log has the id; names are those of now. */
export function actorWords(
  actor: Actor,
  nodeNames: ReadonlyMap<string, string>,
): { name: string; role: string | null } {
  const { actorKind, actorId, actorEmail, actorRole } = actor;
  switch (actorKind) {
    case "user":
      return { name: actorEmail ?? actorId ?? "A user", role: actorRole };
    case "node":
      return { name: nodeNames.get(actorId ?? "") ?? actorId ?? "A node", role: "node" };
    case "system":
      return { name: "The hub itself", role: null };
    default:
      return { name: actorEmail ?? "Nobody signed in", role: null };
  }
}

/** JSON with line breaks; what is not JSON stays as it is. */
export function prettyJson(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
