/** One measured value of one instance. `value` is in percent for the metrics `cpu` and `ram`. */
export interface Sample {
  instanceId: string;
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
 * so nothing shrinks on its account, but it is no reason for alarm. Samples of other instances,
 * and values that are not finite, are left out.
 */
export function signal(
  samples: readonly Sample[],
  instances: readonly Instance[],
  options: SignalOptions,
): Signal {
  const running = instances.filter(({ state }) => state === "running");
  const reporting = new Set(samples.map(({ instanceId }) => instanceId));
  const youngAfterMs = options.atMs - options.freshForSeconds * 1000;
  const warming = running.filter(
    ({ id, createdAtMs }) => !reporting.has(id) && createdAtMs > youngAfterMs,
  );
  const ids = new Set(running.map(({ id }) => id));
  return {
    atMs: options.atMs,
    runningInstances: running.length,
    bootingInstances: instances.filter(({ state }) => state === "booting").length,
    warmingInstances: warming.length,
    metrics: options.metrics.map((metric) => metricSignal(metric, samples, ids, options)),
  };
}

/** The signal of one metric, or null when the policy did not ask for it. */
export function metricOf(from: Signal, metric: string): MetricSignal | null {
  return from.metrics.find((m) => m.metric === metric) ?? null;
}

/** Whether the metric has a value to act on, though perhaps not of every instance. */
export function isUsable(m: MetricSignal | null): m is MetricSignal & { mean: number } {
  return m !== null && (m.freshness === "fresh" || m.freshness === "partial") && m.mean !== null;
}

function metricSignal(
  metric: string,
  samples: readonly Sample[],
  running: ReadonlySet<string>,
  options: SignalOptions,
): MetricSignal {
  const newest = new Map<string, Sample>();
  for (const sample of samples) {
    if (sample.metric !== metric || !Number.isFinite(sample.value)) continue;
    if (!running.has(sample.instanceId)) continue;
    const known = newest.get(sample.instanceId);
    if (!known || sample.atMs > known.atMs) newest.set(sample.instanceId, sample);
  }
  const oldestFreshMs = options.atMs - options.freshForSeconds * 1000;
  const values = [...newest.values()].filter((s) => s.atMs >= oldestFreshMs).map((s) => s.value);
  const newestAtMs = newest.size ? Math.max(...[...newest.values()].map((s) => s.atMs)) : null;
  return {
    metric,
    freshness: freshness(values.length, running.size, newest.size),
    coveragePercent: running.size ? (100 * values.length) / running.size : 0,
    mean: values.length ? values.reduce((sum, v) => sum + v, 0) / values.length : null,
    max: values.length ? Math.max(...values) : null,
    newestAtMs,
  };
}

function freshness(fresh: number, running: number, seen: number): Freshness {
  if (fresh > 0) return fresh === running ? "fresh" : "partial";
  return seen > 0 ? "stale" : "missing";
}
