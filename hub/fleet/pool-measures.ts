import type { PoolReport } from "../../core/contract/agent-contract.ts";
import { row, type Write } from "../../db/writes.ts";
import type { KnownPool, Measured } from "./memory.ts";

/** The measurement that a pool report holds, at the time the hub takes it for. */
export function measuredOf(report: PoolReport, atMs: number): Measured {
  const { currentInstances, activeInstances } = report;
  const { cpuAvgPercent, cpuMaxPercent, ramAvgPercent, ramMaxPercent } = report;
  const sizes = { currentInstances, activeInstances };
  return { atMs, ...sizes, cpuAvgPercent, cpuMaxPercent, ramAvgPercent, ramMaxPercent };
}

/**
 * The writes of a measurement: the sample, the hour's maximum, and the pool's latest state.
 * Measurements come with heartbeats and with decisions, in any order; the newest is the latest.
 */
export function measureWrites(pool: KnownPool, measured: Measured, nowMs: number): Write[] {
  if (measured.atMs >= (pool.latest?.atMs ?? 0)) pool.latest = measured;
  return [
    row("sample", sampleRow(pool.id, measured)),
    standingWrite(pool),
    ...hourRow(pool, measured, nowMs),
  ];
}

/** The pool's latest state with the agent's judgement; without a measurement there may be none. */
export function standingWrite(pool: KnownPool): Write {
  const { status, statusReason, isActive } = pool.standing;
  const latest = pool.latest ? sampleRow(pool.id, pool.latest) : [pool.id, ...Array(7).fill(null)];
  return row("poolSeen", [...latest, status, statusReason, isActive ? 1 : 0]);
}

function sampleRow(poolId: string, measured: Measured): (string | number | null)[] {
  return [
    poolId,
    measured.atMs,
    measured.currentInstances,
    measured.activeInstances,
    measured.cpuAvgPercent,
    measured.cpuMaxPercent,
    measured.ramAvgPercent,
    measured.ramMaxPercent,
  ];
}

/** None while the count is not above what is stored for the hour. */
function hourRow(pool: KnownPool, { currentInstances, atMs }: Measured, nowMs: number): Write[] {
  const hour = Math.floor(Math.min(atMs, nowMs) / 3_600_000);
  const known = pool.hour === hour ? pool.hourMax : -1;
  // What no config asks for is in no figure.
  if (!pool.configured || currentInstances <= known) return [];
  if (hour >= pool.hour) Object.assign(pool, { hour, hourMax: currentInstances });
  return [row("poolHour", [pool.id, hour, currentInstances])];
}
