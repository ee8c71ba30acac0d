import type { NodeConfig } from "./node-config.ts";
import type { ConfigDocument } from "./schema.ts";

/**
 * One text for all documents that mean the same, whatever their layout, the order of their keys,
 * and the defaults they name; another for any other. `document` adds what is kept and not acted on.
 */
export function canonicalText(config: NodeConfig, document: ConfigDocument): string {
  const pools = document.pools.map(({ alerts, drain }) => ({ alerts, drain }));
  return JSON.stringify(sorted({ config, kept: { alerts: document.alerts, pools } }));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
