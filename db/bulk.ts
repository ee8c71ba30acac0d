import type { InStatement } from "@libsql/client/http";

/** The values of one row, in the order of its statement's columns. */
export type BulkRow = readonly (string | number | null)[];

/**
 * Writes that come by the thousand a second. All rows of a kind that wait together become one
 * statement with one JSON parameter, which costs sqld a fraction of a statement each.
 */
const kinds = {
  /** id, last_heartbeat_at_ms, status, status_reason, agent_version, applied_revision, heartbeats_until_ms */
  nodeSeen: {
    latestByFirstValue: true,
    sql: `UPDATE nodes SET last_heartbeat_at_ms = r.value ->> 1, status = r.value ->> 2,
      status_reason = r.value ->> 3, agent_version = r.value ->> 4, applied_revision = r.value ->> 5,
      heartbeats_until_ms = r.value ->> 6
      FROM json_each(?) AS r WHERE nodes.id = r.value ->> 0`,
  },
  /** id, sampled_at_ms, current, active, cpu avg, cpu max, ram avg, ram max, status, reason, is_active */
  poolSeen: {
    latestByFirstValue: true,
    sql: `UPDATE pools SET sampled_at_ms = r.value ->> 1, current_instances = r.value ->> 2,
      active_instances = r.value ->> 3, cpu_avg_percent = r.value ->> 4,
      cpu_max_percent = r.value ->> 5, ram_avg_percent = r.value ->> 6,
      ram_max_percent = r.value ->> 7, status = r.value ->> 8, status_reason = r.value ->> 9,
      is_active = r.value ->> 10
      FROM json_each(?) AS r WHERE pools.id = r.value ->> 0`,
  },
  /** pool_id, at_ms, current, active, cpu avg, cpu max, ram avg, ram max */
  sample: {
    latestByFirstValue: false,
    sql: `INSERT INTO samples SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3,
      r.value ->> 4, r.value ->> 5, r.value ->> 6, r.value ->> 7
      FROM json_each(?) AS r WHERE true ON CONFLICT DO NOTHING`,
  },
  /** pool_id, hour (epoch hours), max_instances */
  poolHour: {
    latestByFirstValue: false,
    sql: `INSERT INTO pool_hours SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2
      FROM json_each(?) AS r WHERE true
      ON CONFLICT DO UPDATE SET max_instances = max(max_instances, excluded.max_instances)`,
  },
  /** id, pool_id, node_id, at_ms, kind, direction, config_revision, decision, inputs */
  decision: {
    latestByFirstValue: false,
    sql: `INSERT INTO decisions SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3,
      r.value ->> 4, r.value ->> 5, r.value ->> 6, r.value ->> 7, r.value ->> 8
      FROM json_each(?) AS r WHERE true ON CONFLICT DO NOTHING`,
  },
  /** id, decision_id, pool_id, node_id, from, to, requested_at_ms, finished_at_ms, kind, outcome */
  action: {
    latestByFirstValue: false,
    sql: `INSERT INTO actions SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3,
      r.value ->> 4, r.value ->> 5, r.value ->> 6, r.value ->> 7, r.value ->> 8, r.value ->> 9
      FROM json_each(?) AS r WHERE true ON CONFLICT DO NOTHING`,
  },
} as const;

export type BulkName = keyof typeof kinds;

/** One statement for all rows; where a row replaces, the last of each id counts. */
export function bulkStatement(name: BulkName, rows: readonly BulkRow[]): InStatement {
  const { sql, latestByFirstValue } = kinds[name];
  const kept = latestByFirstValue ? [...new Map(rows.map((row) => [row[0], row])).values()] : rows;
  return { sql, args: [JSON.stringify(kept)] };
}
