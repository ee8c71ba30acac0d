import { afterApplied, decide } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { emptyMemory, metricsOf, type PoolMemory, type PoolPolicy } from "./policy.ts";
import { tickSeconds } from "./replay.ts";
import { openWindow, type Schedule } from "./schedule.ts";
import { type Instance, type Sample, signal } from "./signal.ts";

export interface SampleReplayOptions {
  policy: PoolPolicy;
  schedules: readonly Schedule[];
  /** The pool's size at the first tick; null for the instances that reported by then. */
  initialSize: number | null;
}

export interface SampleReplayTick {
  atMs: number;
  size: number;
  decision: Decision;
}

/** An instance counts as running so long after it last reported. */
const runningForMs = 600_000;

/**
 * The open loop over recorded samples, oldest first: one decision a minute on what was recorded
 * by then. The first falls on the last sample of the first minute, when every instance has had its
 * turn to report. The size follows the decisions; the load, which is a recording, does not.
 */
export function* replaySamples(
  samples: readonly Sample[],
  { policy, schedules, initialSize }: SampleReplayOptions,
): Generator<SampleReplayTick> {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return;
  const stepMs = tickSeconds * 1000;
  const startMs = samples.findLast(({ atMs }) => atMs < first.atMs + stepMs)?.atMs ?? first.atMs;
  const { freshForSeconds } = policy;
  let memory: PoolMemory = emptyMemory;
  let size = initialSize;
  let [from, to] = [0, 0];
  for (let atMs = startMs; atMs <= last.atMs; atMs += stepMs) {
    while (to < samples.length && (samples[to]?.atMs ?? 0) <= atMs) to += 1;
    while (from < to && (samples[from]?.atMs ?? 0) < atMs - runningForMs) from += 1;
    const recent = samples.slice(from, to);
    const instances = reportingIn(recent);
    size ??= instances.length;
    const decided = decide({
      signal: signal(recent, instances, { metrics: metricsOf(policy.rule), freshForSeconds, atMs }),
      override: null,
      window: openWindow(schedules, atMs),
      pool: { size, lifecycle: "RUNNING" },
      policy,
      node: null,
      memory,
      atMs,
    });
    const { decision } = decided;
    memory = decision.direction
      ? afterApplied(decided.memory, decision.direction, atMs)
      : decided.memory;
    size = decision.targetSize;
    yield { atMs, size, decision };
  }
}

function reportingIn(samples: readonly Sample[]): Instance[] {
  const ids = new Set(samples.flatMap(({ instanceId }) => instanceId ?? []));
  return [...ids].map((id) => ({ id, state: "running", createdAtMs: 0 }));
}
