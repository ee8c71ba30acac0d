import { chainStart } from "../../db/audit-chain.ts";
import type { FleetMemory } from "../fleet/memory.ts";

/** The ledger's memory of a hub on its first day. */
export function emptyFleet(): FleetMemory {
  return {
    nodes: new Map(),
    keys: new Map(),
    pools: new Map(),
    tokens: new Map(),
    people: { users: new Map(), sessions: new Map(), apiTokens: new Map(), links: new Map() },
    auditHead: chainStart,
    actions: new Set(),
    strays: new Set(),
  };
}
