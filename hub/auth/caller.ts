/** A person's role; each holds the rights of those before it. */
export type Role = "USER" | "DEVOPS" | "ADMIN";

/** Who a call comes from. */
export type Caller =
  | { kind: "anonymous" }
  | { kind: "user"; id: string; email: string; role: Role }
  | { kind: "node"; nodeId: string; name: string };

/** Who may call a procedure: anyone, a person of at least that role, or a node. */
export type Access = "anonymous" | Role | "node";

const ranks: Record<Role, number> = { USER: 1, DEVOPS: 2, ADMIN: 3 };

/** Whether the caller has the access that a procedure declares. */
export function mayCall(caller: Caller, access: Access): boolean {
  if (access === "anonymous") return true;
  if (access === "node") return caller.kind === "node";
  return caller.kind === "user" && ranks[caller.role] >= ranks[access];
}
