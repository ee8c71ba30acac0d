import { canBe, withoutRounding } from "./measured-value.ts";

/** One measured value of one instance. `value` is in percent for the metrics `cpu` and `ram`. */
export interface Sample {
  /** Null for a value of the pool as a whole, such as the length of its queue. */
  instanceId: string | null;
  metric: string;
  atMs: number;
  value: number;
}

/** An instance of the pool as OCI lists it. */
export interface Instance {
  id: string;
  state: "booting" | "running" | "stopping";
  createdAtMs: number;
}

/**
 * How much can be made of a metric: `fresh` covers every running instance, `partial` some of
 * them, `stale` has only values that are too old, `missing` has none at all.
 */
export type Freshness = "fresh" | "partial" | "stale" | "missing";

/** What one metric says of the whole pool. */
export interface MetricSignal {
  metric: string;
  /** `pool`: one value of the pool as a whole, which fewer instances would not raise. */
  scope: "instance" | "pool";
  freshness: Freshness;
  /** Running instances with a fresh value, 0 to 100; 0 while nothing runs. */
  coveragePercent: number;
  /** Mean and maximum over the covered instances, null unless fresh or partial. */
  mean: number | null;
  max: number | null;
  /** Time of the newest value seen, fresh or not. */
  newestAtMs: number | null;
}

/** Everything the metrics say of a pool at one time; the input of every policy. */
export interface Signal {
  atMs: number;
  runningInstances: number;
  bootingInstances: number;
  /** Running ones that only just started and never reported yet; nobody worries about them. */
  warmingInstances: number;
  metrics: MetricSignal[];
  /** Samples left out because their value or their time can not be; absent where there are none. */
  ignoredSamples?: number | undefined;
}

export interface SignalOptions {
  /** The metrics the policy asks for; one that nothing reported comes out as `missing`. */
  metrics: readonly string[];
  /** How old an instance's newest value may be, in seconds. */
  freshForSeconds: number;
  atMs: number;
}

/**
 * Condenses samples into a signal: each running instance counts with its newest value. One that
 * was created less than `freshForSeconds` ago and never reported is warming: it is not covered,
 * so nothing shrinks on its account, but it is no reason for alarm. A metric with a fresh value of
 * the pool as a whole counts with the newest of these. Left out are samples of other instances,
 * values that the metric can not have, times that are none, and those from so far ahead that their
 * clock must be wrong; one from less far ahead counts where nothing else is fresh.
 */
export function signal(
  samples: readonly Sample[],
  instances: readonly Instance[],
  options: SignalOptions,
): Signal {
  const running = runningIn(instances);
  const sizes = { listed: instances.length, running: running.size };
  const readings = options.metrics.map((metric) => new Reading(metric, sizes, options));
  const reported = new Array<boolean>(instances.length).fill(false);
  const freshForMs = options.freshForSeconds * 1000;
  const oldestFreshMs = options.atMs - freshForMs;
  let ignoredSamples = 0;
  for (const sample of samples) {
    const place = sample.instanceId === null ? null : running.get(sample.instanceId);
    if (place === undefined) continue;
    if (place !== null) reported[place] = true;
    if (!canBe(sample) || !(sample.atMs <= options.atMs + freshForMs)) {
      ignoredSamples += 1;
      continue;
    }
    for (const reading of readings) {
      if (reading.metric === sample.metric) reading.take(sample, place);
    }
  }
  return {
    atMs: options.atMs,
    runningInstances: running.size,
    bootingInstances: count(instances, ({ state }) => state === "booting"),
    warmingInstances: count(
      instances,
      ({ id, createdAtMs }) =>
        createdAtMs > oldestFreshMs && reported[running.get(id) ?? -1] === false,
    ),
    metrics: readings.map((reading) => reading.signal(oldestFreshMs)),
    ...(ignoredSamples ? { ignoredSamples } : {}),
  };
}

/** The signal of one metric, or null when the policy did not ask for it. */
export function metricOf(from: Signal, metric: string): MetricSignal | null {
  for (const seen of from.metrics) if (seen.metric === metric) return seen;
  return null;
}

/** Whether the metric has a value to act on, though perhaps not of every instance. */
export function isUsable(m: MetricSignal | null): m is MetricSignal & { mean: number } {
  return m !== null && (m.freshness === "fresh" || m.freshness === "partial") && m.mean !== null;
}

/** A usable metric's value over the covered instances, as a policy asks to have it condensed. */
export function condensedTo(
  { mean, max }: MetricSignal & { mean: number },
  aggregation: "avg" | "max",
): number {
  return aggregation === "max" ? (max ?? mean) : mean;
}

/** The place of each running instance in the list, so that readings are kept in plain arrays. */
function runningIn(instances: readonly Instance[]): Map<string, number> {
  const places = new Map<string, number>();
  for (let place = 0; place < instances.length; place++) {
    const instance = instances[place];
    if (instance?.state === "running") places.set(instance.id, place);
  }
  return places;
}

/** The newest sample of one metric for each running instance, and for the pool as a whole. */
class Reading {
  readonly metric: string;
  /** By the place of the instance. */
  readonly #newest: (Sample | null)[];
  readonly #runningInstances: number;
  readonly #nowMs: number;
  readonly #freshForMs: number;
  #ofPool: Sample | null = null;

  constructor(
    metric: string,
    { listed, running }: { listed: number; running: number },
    { atMs, freshForSeconds }: SignalOptions,
  ) {
    this.metric = metric;
    this.#newest = new Array<Sample | null>(listed).fill(null);
    this.#runningInstances = running;
    this.#nowMs = atMs;
    this.#freshForMs = freshForSeconds * 1000;
  }

  /** @param place of the instance; null for the pool as a whole */
  take(sample: Sample, place: number | null): void {
    const known = place === null ? this.#ofPool : this.#newest[place];
    if (known && this.#rankMs(sample) >= this.#rankMs(known)) return;
    if (place === null) this.#ofPool = sample;
    else this.#newest[place] = sample;
  }

  signal(oldestFreshMs: number): MetricSignal {
    const { metric } = this;
    const ofPool = this.#ofPool;
    const isFresh = (sample: Sample | null) => sample !== null && sample.atMs >= oldestFreshMs;
    return ofPool && (isFresh(ofPool) || !this.#newest.some(isFresh))
      ? { metric, scope: "pool", ...condensed([ofPool], 1, oldestFreshMs) }
      : {
          metric,
          scope: "instance",
          ...condensed(this.#newest, this.#runningInstances, oldestFreshMs),
        };
  }

  /** The lower, the better: the age; from ahead comes after all that is fresh, before what is stale. */
  #rankMs({ atMs }: Sample): number {
    const ageMs = this.#nowMs - atMs;
    return ageMs >= 0 ? ageMs : this.#freshForMs - ageMs / this.#freshForMs;
  }
}

/**
 * @param newest null where nothing was reported
 * @param expected how many should report
 */
function condensed(
  newest: readonly (Sample | null)[],
  expected: number,
  oldestFreshMs: number,
): Omit<MetricSignal, "metric" | "scope"> {
  let fresh = 0;
  let sum = 0;
  let max = Number.NEGATIVE_INFINITY;
  let newestAtMs: number | null = null;
  for (const sample of newest) {
    if (!sample) continue;
    if (newestAtMs === null || sample.atMs > newestAtMs) newestAtMs = sample.atMs;
    if (sample.atMs < oldestFreshMs) continue;
    const value = withoutRounding(sample);
    fresh += 1;
    sum += value;
    if (value > max) max = value;
  }
  const isComplete = fresh === expected;
  const seen = newestAtMs === null ? "missing" : "stale";
  return {
    freshness: fresh ? (isComplete ? "fresh" : "partial") : seen,
    coveragePercent: expected ? (100 * fresh) / expected : 0,
    mean: fresh ? sum / fresh : null,
    max: fresh ? max : null,
    newestAtMs,
  };
}

function count<Item>(items: readonly Item[], matches: (item: Item) => boolean): number {
  let matching = 0;
  for (const item of items) if (matches(item)) matching += 1;
  return matching;
}
