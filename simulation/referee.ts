import type { HubEvent, Intent } from "../agent/ports.ts";
import type { PoolConfig } from "../core/config/node-config.ts";
import type { ActionReport, DecisionReport } from "../core/contract/decision-record.ts";
import { decide } from "../core/scaling/decide.ts";
import { explain } from "../core/scaling/explain.ts";
import { neededMetricsOf } from "../core/scaling/policy.ts";
import type { Instance, Sample } from "../core/scaling/signal.ts";
import { Violation } from "./violation.ts";

/** An agent asks for so long, by its own clock, what became of a request. */
const givenUpAfterMs = 300_000;

/** What the ports last told the agent of a pool, kept to judge what it makes of it. */
export interface Told {
  lifecycle: string;
  instances: Instance[];
  samples: Sample[];
}

/** Judges every step from outside: by what the ports told, and by what the cloud did. */
export class Referee {
  readonly #told = new Map<string, Told>();
  readonly #lastActionMs = new Map<string, number>();
  readonly #requested = new Set<string>();
  /**
   * Actions of which nobody can say more than "failed", which means not known to have happened:
   * by the agent's clock OCI gave no answer for 5 minutes.
   */
  readonly givenUp = new Set<string>();

  tell(poolId: string, news: Partial<Told>): void {
    const known = this.#told.get(poolId) ?? { lifecycle: "RUNNING", instances: [], samples: [] };
    this.#told.set(poolId, { ...known, ...news });
  }

  /** Before OCI hears of it: what is asked for, and whether anything may be asked for at all. */
  judgeRequest(intent: Intent, open: Intent | null, pool: PoolConfig): void {
    if (open?.id !== intent.id) {
      throw new Violation("one resize at a time", `${intent.id} was not journaled before`);
    }
    if (pool.policy.mode !== "active") {
      throw new Violation("paused and observe never act", `the pool is ${pool.policy.mode}`);
    }
    if (this.#requested.has(intent.id)) return;
    this.#requested.add(intent.id);
    const { lifecycle } = this.#told.get(intent.oraclePoolId) ?? {};
    if (lifecycle !== "RUNNING") {
      throw new Violation("one resize at a time", `OCI was asked while the pool was ${lifecycle}`);
    }
  }

  judgeEvent(event: HubEvent, open: Intent | null): void {
    if (event.kind === "action") this.#noteAction(event);
    else this.#judgeDecision(event, open);
  }

  #noteAction(action: ActionReport): void {
    const { id, outcome, oraclePoolId, fromSize, toSize, requestedAtMs, finishedAtMs } = action;
    const isGivenUp = finishedAtMs - requestedAtMs > givenUpAfterMs;
    if (outcome.kind === "failed" && isGivenUp) this.givenUp.add(id);
    if (outcome.kind !== "applied") return;
    this.#lastActionMs.set(`${oraclePoolId} ${toSize > fromSize ? "out" : "in"}`, finishedAtMs);
  }

  #judgeDecision(event: DecisionReport, open: Intent | null): void {
    judgeExplanation(event);
    const { decision, inputs } = event;
    this.#restFrom(event);
    if (decision.kind === "hold") return;
    if (open) throw new Violation("one resize at a time", `${open.id} has no outcome yet`);
    const { minSize, maxSize, mode } = inputs.policy;
    const { currentSize, targetSize } = decision;
    // A pool that lies outside may come back by less than all the way, where OCI has no more.
    const isOnItsWay =
      (currentSize < targetSize && targetSize <= maxSize && currentSize < minSize) ||
      (currentSize > targetSize && targetSize >= minSize && currentSize > maxSize);
    if (!isOnItsWay && (targetSize < minSize || targetSize > maxSize)) {
      const seen = `${currentSize} to ${targetSize} is outside ${minSize} to ${maxSize}`;
      throw new Violation("min <= target <= max", seen);
    }
    if (mode !== "active") throw new Violation("paused and observe never act", `mode is ${mode}`);
    this.#judgeRest(event);
    if (decision.direction === "in") this.#judgeData(event);
    judgeTotal(event);
  }

  /** An action that lies ahead was before the clock was set back: its rest is counted from now on. */
  #restFrom({ decision, oraclePoolId }: DecisionReport): void {
    for (const direction of ["out", "in"]) {
      const key = `${oraclePoolId} ${direction}`;
      const lastMs = this.#lastActionMs.get(key);
      if (lastMs !== undefined) this.#lastActionMs.set(key, Math.min(lastMs, decision.atMs));
    }
  }

  #judgeRest({ decision, inputs, oraclePoolId }: DecisionReport): void {
    const rests = [
      { direction: "out", seconds: inputs.policy.scaleOut.cooldownSeconds, counts: true },
      {
        direction: "in",
        seconds: inputs.policy.scaleIn.cooldownSeconds,
        counts: decision.direction === "in",
      },
    ];
    for (const { direction, seconds, counts } of rests) {
      const lastMs = this.#lastActionMs.get(`${oraclePoolId} ${direction}`);
      if (!counts || lastMs === undefined) continue;
      const ageSeconds = (decision.atMs - lastMs) / 1000;
      if (ageSeconds >= seconds) continue;
      const seen = `a scale-${decision.direction} ${ageSeconds} s after a scale-${direction}`;
      throw new Violation("no action inside a cooldown", seen);
    }
  }

  /** Counts anew, from what the ports told, how many running instances had fresh values. */
  #judgeData({ inputs, oraclePoolId }: DecisionReport): void {
    const { instances, samples } = this.#told.get(oraclePoolId) ?? { instances: [], samples: [] };
    const running = instances.filter(({ state }) => state === "running");
    const { freshForSeconds, coveragePercentMin, rule } = inputs.policy;
    for (const metric of neededMetricsOf(rule)) {
      const covered = running.filter(({ id }) =>
        samples.some(
          (sample) =>
            sample.instanceId === id &&
            sample.metric === metric &&
            Number.isFinite(sample.value) &&
            Math.abs(inputs.atMs - sample.atMs) <= freshForSeconds * 1000,
        ),
      );
      if (running.length && (100 * covered.length) / running.length >= coveragePercentMin) continue;
      const seen = `${metric} of ${covered.length} of ${running.length} instances`;
      throw new Violation("missing data never shrinks a pool", seen);
    }
  }
}

function judgeExplanation({ decision, inputs }: DecisionReport): void {
  const again = decide(inputs as Parameters<typeof decide>[0]).decision;
  if (JSON.stringify(again) !== JSON.stringify(decision)) {
    throw new Violation("a decision replays", JSON.stringify({ decision, again }));
  }
  const sentence = explain(again);
  if (decision.reasons.length === 0 || /undefined|NaN|null/.test(sentence)) {
    throw new Violation("every decision explains itself", sentence);
  }
}

function judgeTotal({ decision, inputs: { node } }: DecisionReport): void {
  if (!node || decision.direction !== "out") return;
  const total = decision.targetSize + node.otherInstances;
  if (total <= node.maxTotalInstances) return;
  throw new Violation("the node's total", `${total} of ${node.maxTotalInstances}`);
}

/** Someone else's resize, by the cloud's clock. */
export interface OthersResize {
  oraclePoolId: string;
  size: number;
  atMs: number;
}

/** How far an agent's clock, its request and its settling may be from someone else's resize. */
const besideMs = 40 * 60_000;

/** Who was at work, besides the events. */
interface Deeds {
  /** Ids of actions that changed a pool. */
  effects: ReadonlySet<string>;
  /**
   * A pool that gets the size an agent asked for at that time counts as resized by the agent:
   * from outside nobody can tell the two apart.
   */
  othersResizes: readonly OthersResize[];
  givenUp: ReadonlySet<string>;
}

/** After everything: nothing is lost, nothing doubled, and what is said to have happened did. */
export function judgeEnd(
  written: readonly HubEvent[],
  hub: ReadonlyMap<string, HubEvent>,
  { effects, othersResizes, givenUp }: Deeds,
): void {
  const lost = written.filter(({ id }) => !hub.has(id));
  if (lost.length) throw new Violation("nothing is lost", `${lost.length} events, ${lost[0]?.id}`);
  const strays = [...hub.keys()].filter((id) => !written.some((event) => event.id === id));
  if (strays.length || hub.size !== written.length) {
    throw new Violation("nothing is doubled", `${hub.size} events of ${written.length}`);
  }
  const actions = written.filter((event) => event.kind === "action");
  for (const action of actions) {
    const { id, outcome } = action;
    if ((outcome.kind === "applied") === effects.has(id)) continue;
    if (effects.has(id) && givenUp.has(id)) continue;
    if (!effects.has(id) && othersResizes.some((other) => isBeside(action, other))) continue;
    const seen = `${id} is ${outcome.kind}, and ${effects.has(id) ? "took" : "had no"} effect`;
    throw new Violation("an outcome is what happened", seen);
  }
  const known = new Set(actions.map(({ id }) => id));
  const untold = [...effects].filter((id) => !known.has(id));
  if (untold.length) throw new Violation("nothing is lost", `no outcome of ${untold[0]}`);
}

function isBeside(action: ActionReport, { oraclePoolId, size, atMs }: OthersResize): boolean {
  const isSame = oraclePoolId === action.oraclePoolId && size === action.toSize;
  return isSame && Math.abs(action.finishedAtMs - atMs) <= besideMs;
}
