import type { PoolConfig } from "../core/config/node-config.ts";
import type { Outcome } from "../core/contract/decision-record.ts";
import { afterApplied, decide } from "../core/scaling/decide.ts";
import type { Decided, Decision, DecisionInputs } from "../core/scaling/decision.ts";
import { afterShortage } from "../core/scaling/limits/capacity-shortage.ts";
import { metricsOf, type PoolMemory } from "../core/scaling/policy.ts";
import { openWindow } from "../core/scaling/schedule.ts";
import { type Instance, type Signal, signal } from "../core/scaling/signal.ts";
import { messageOf } from "./agent-fault.ts";
import { actionEvent, decisionEvent } from "./hub-events.ts";
import type { Log } from "./log.ts";
import type { NodeTotal } from "./node-total.ts";
import type { AgentPorts, Doubt, Intent, PoolReading } from "./ports.ts";
import { interrupted, settledOutcome, untold } from "./settle-intent.ts";

export type CyclePorts = Pick<AgentPorts, "metrics" | "pools" | "journal" | "clock"> & { log: Log };

export interface CycleTask {
  pool: PoolConfig;
  configRevision: number;
  /** What all pools of the node have; the pass notes its own there. */
  total: NodeTotal;
  /** Aborted when another config, or the end, overtakes the cycle: it then decides nothing more. */
  overtaken: AbortSignal;
}

/** `undecided`: no decision was possible, and why. An `outcome` of null: nothing was asked of OCI. */
export type CycleResult =
  | { kind: "undecided"; atMs: number; reason: string }
  | {
      kind: "decided";
      atMs: number;
      reading: PoolReading;
      signal: Signal;
      decision: Decision;
      outcome: Outcome | null;
      shortage: string | null;
    };

/** After so long a request that left no trace is taken for lost. */
const mayStillLandMs = 300_000;

interface Seen {
  reading: PoolReading;
  instances: Instance[];
}

/**
 * One pass over one pool, and the only place that orders its steps: settle what an earlier pass
 * left open, look, decide, journal, act, journal. Throws AgentFault JOURNAL_UNUSABLE when the
 * journal can not be written; a resize is only ever asked for after its intent is on disk.
 */
export async function runCycle(task: CycleTask, ports: CyclePorts): Promise<CycleResult> {
  const { pool } = task;
  let atMs = ports.clock.now();
  let seen = await look(pool, ports);
  if ("reason" in seen) return { kind: "undecided", atMs, reason: seen.reason };
  if (await settleOpenIntent(task, { reading: seen.reading, atMs }, ports)) {
    // Asking took its time, and what came of it must not lie ahead of the decision.
    atMs = ports.clock.now();
    seen = await look(pool, ports);
    if ("reason" in seen) return { kind: "undecided", atMs, reason: seen.reason };
  }
  const { reading } = seen;
  const shortage = await readShortage(pool, reading, ports);
  const signal = await readSignal(pool, { ...seen, atMs }, ports);
  if (task.overtaken.aborted) {
    return { kind: "undecided", atMs, reason: "The pass was overtaken by a new config." };
  }
  const inputs = inputsOf(task, { reading, signal, shortage, atMs }, ports);
  const decided = decide(inputs);
  const intent = record(task, inputs, { decided, etag: reading.etag }, ports);
  const outcome = intent && (await act(pool, intent, ports));
  const { decision } = decided;
  return { kind: "decided", atMs, reading, signal, decision, outcome, shortage };
}

/** Nothing is awaited from here to the journal, so that two pools never share the same room. */
function inputsOf(
  { pool, total }: CycleTask,
  seen: { reading: PoolReading; signal: Signal; shortage: string | null; atMs: number },
  { journal }: CyclePorts,
): DecisionInputs {
  const { reading, signal, atMs } = seen;
  const known = journal.memory(pool.oraclePoolId);
  const { runningInstances: availableSize } = signal;
  const fellShort = { availableSize, askedAtMs: known.lastScaleOutAtMs };
  const memory = seen.shortage ? afterShortage(known, fellShort, atMs) : known;
  total.note(pool.oraclePoolId, reading.state.size);
  return {
    signal,
    // Orders of people do not reach the agent yet.
    override: null,
    window: openWindow(pool.schedules, atMs),
    pool: reading.state,
    policy: pool.policy,
    node: total.ceilingFor(pool.oraclePoolId),
    memory,
    atMs,
  };
}

async function look(pool: PoolConfig, { pools }: CyclePorts): Promise<Seen | { reason: string }> {
  try {
    return { reading: await pools.read(pool), instances: await pools.instances(pool) };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

/**
 * Ends what an earlier pass left open. OCI is asked again under the same retry token, with which
 * it acts once, however often it is asked, and with the same etag, so that a pool that changed
 * since is left alone: what it answers tells whose change that was. True when the pool is to be
 * looked at anew.
 */
async function settleOpenIntent(
  { pool, overtaken }: CycleTask,
  { reading, atMs }: { reading: PoolReading; atMs: number },
  ports: CyclePorts,
): Promise<boolean> {
  const intent = ports.journal.openIntent(pool.oraclePoolId);
  if (!intent) return false;
  const mayStillLand = atMs - intent.requestedAtMs <= mayStillLandMs;
  const hasChanged = reading.etag !== intent.etag;
  if (!hasChanged && !mayStillLand) {
    close(intent, untold(intent, reading), ports);
    return false;
  }
  // On a pool that did not change the request may act, as it may not when people want it to rest.
  if (!hasChanged && (pool.policy.mode !== "active" || overtaken.aborted)) return false;
  const answer = await ports.pools.resize(intent);
  // Anything else says nothing of the first request, which may be on its way still.
  const isSaid = answer.kind === "applied" || answer.kind === "refused";
  if (!isSaid && mayStillLand) return true;
  close(intent, isSaid ? told(intent, answer, reading) : untold(intent, reading), ports);
  return true;
}

/** OCI knows a request of ours by its retry token, and one that it did not carry out by its etag. */
function told(intent: Intent, answer: Outcome, reading: PoolReading): Outcome {
  const isElsewhere = answer.kind === "refused" && reading.etag !== intent.etag;
  return isElsewhere ? settledOutcome(intent, reading, interrupted) : answer;
}

/** Metrics that can not be read are missing metrics: the decision says so and holds. */
async function readSignal(
  pool: PoolConfig,
  seen: Seen & { atMs: number },
  { metrics: source, log }: CyclePorts,
): Promise<Signal> {
  const { atMs, instances } = seen;
  const samples = await source.read(pool, atMs).catch((error: unknown) => {
    log("warn", "metrics can not be read", { pool: pool.name, reason: messageOf(error) });
    return [];
  });
  const { freshForSeconds } = pool.policy;
  // CPU and RAM are shown of every pool, whatever its policy reads.
  const metrics = [...new Set(["cpu", "ram", ...metricsOf(pool.policy.rule)])];
  const condensed = signal(samples, instances, { metrics, freshForSeconds, atMs });
  const { ignoredSamples } = condensed;
  if (ignoredSamples) {
    log("warn", "values or times that can not be are ignored", { pool: pool.name, ignoredSamples });
  }
  return condensed;
}

/** Makes the ids before acting, so that whatever happens next is reported under them, once. */
function record(
  { pool, configRevision, total }: CycleTask,
  inputs: DecisionInputs,
  made: { decided: Decided; etag: string },
  { journal, clock }: CyclePorts,
): Intent | null {
  const { decision, memory } = made.decided;
  const event = decisionEvent(clock.newId(), { pool, configRevision }, { decision, inputs });
  const intent: Intent | null = decision.direction && {
    id: clock.newId(),
    decisionId: event.id,
    oraclePoolId: pool.oraclePoolId,
    poolName: pool.name,
    direction: decision.direction,
    fromSize: decision.currentSize,
    toSize: decision.targetSize,
    etag: made.etag,
    requestedAtMs: inputs.atMs,
  };
  journal.recordDecision(event, memory, intent);
  if (intent) total.note(pool.oraclePoolId, Math.max(intent.fromSize, intent.toSize));
  return intent;
}

/** Null when it could not be found out what OCI did: the intent stays open for the next pass. */
async function act(pool: PoolConfig, intent: Intent, ports: CyclePorts): Promise<Outcome | null> {
  const answer = await ports.pools.resize(intent);
  const outcome = answer.kind === "unknown" ? await findOut(pool, intent, answer, ports) : answer;
  if (outcome) close(intent, outcome, ports);
  return outcome;
}

async function findOut(
  pool: PoolConfig,
  intent: Intent,
  { code, message }: Doubt,
  { pools, log }: CyclePorts,
): Promise<Outcome | null> {
  try {
    const reading = await pools.read(pool);
    const isSame = reading.etag === intent.etag;
    // Without any answer OCI may still be at it, and a pool that has another size was changed by
    // someone else too: the next pass asks again.
    if (isSame ? code === "NO_ANSWER" : reading.state.size !== intent.toSize) return null;
    return settledOutcome(intent, reading, { code, message });
  } catch (error) {
    const reason = messageOf(error);
    log("warn", "it is not known yet whether OCI resized the pool", { pool: pool.name, reason });
    return null;
  }
}

function close(intent: Intent, outcome: Outcome, { journal, clock, log }: CyclePorts): void {
  const before = { ...journal.memory(intent.oraclePoolId), inFlight: null };
  journal.recordOutcome(
    actionEvent(intent, outcome, clock.now()),
    afterOutcome(before, { intent, outcome, atMs: clock.now() }),
  );
  const { poolName: pool, fromSize, toSize } = intent;
  const level = outcome.kind === "applied" ? "info" : "warn";
  log(level, `resize ${outcome.kind}`, { pool, fromSize, toSize, outcome });
}

/** OCI's codes for having no more to give: out of hardware, or of the tenancy's share of it. */
const shortageCodes: readonly string[] = ["OutOfCapacity", "LimitExceeded", "QuotaExceeded"];

function afterOutcome(
  memory: PoolMemory,
  { intent, outcome, atMs }: { intent: Intent; outcome: Outcome; atMs: number },
): PoolMemory {
  if (outcome.kind === "applied") return afterApplied(memory, intent.direction, atMs);
  const isShort = outcome.kind === "refused" && shortageCodes.includes(outcome.code);
  const fellShort = { availableSize: intent.fromSize, askedAtMs: intent.requestedAtMs };
  return isShort ? afterShortage(memory, fellShort, atMs) : memory;
}

async function readShortage(
  pool: PoolConfig,
  reading: PoolReading,
  { pools, log }: CyclePorts,
): Promise<string | null> {
  if (reading.state.lifecycle !== "SCALING") return null;
  return pools.shortage(pool).catch((error: unknown) => {
    log("warn", "work requests can not be read", { pool: pool.name, reason: messageOf(error) });
    return null;
  });
}
