import { mayAs } from "../../core/contract/may-as.ts";
import type { Role } from "../../core/contract/people-contract.ts";

/** A person, on a page or through an API token. */
export interface Person {
  kind: "user";
  id: string;
  email: string;
  name: string;
  /** What may be done: of a token at most the token's own role. */
  role: Role;
  /** How the person is known: the hash of a session's token, or the API token and the hash of its secret. */
  by:
    | { kind: "session"; sessionId: string }
    | { kind: "token"; id: string; name: string; hash: string };
}

/** A person who signed in with a browser; no API token is one. */
export type Visitor = Person & { by: { kind: "session" } };

/** Who a call comes from. */
export type Caller =
  /** `badToken`: what it showed is no good; it should be told so. */
  | { kind: "anonymous"; badToken?: true }
  | Person
  | { kind: "node"; nodeId: string; name: string; keyHash: string };

/** Who may call a procedure: anyone, a visitor, a person of at least that role, or a node. */
export type Access = "anonymous" | "visitor" | Role | "node";

/** Whether the caller has the access that a procedure declares. */
export function mayCall(caller: Caller, access: Access): boolean {
  if (access === "anonymous") return true;
  if (access === "node") return caller.kind === "node";
  if (access === "visitor") return isVisitor(caller);
  return caller.kind === "user" && mayAs(caller.role, access);
}

export function isVisitor(caller: Caller): caller is Visitor {
  return caller.kind === "user" && caller.by.kind === "session";
}
