import { decide } from "../core/scaling/decide.ts";
import { emptyMemory, type PoolMemory, type PoolPolicy } from "../core/scaling/policy.ts";
import { type Instance, type Sample, type Signal, signal } from "../core/scaling/signal.ts";

const size = 50;
const rounds = 5;
const perRound = 100_000;
const startMs = 1_800_000_000_000;

const rest = { step: 1, stepPercent: null, stabilizationSeconds: 0 };
const policy: PoolPolicy = {
  mode: "active",
  minSize: 2,
  maxSize: 100,
  rule: {
    kind: "threshold",
    rules: [
      { metric: "cpu", outAbove: 80, inBelow: 40 },
      { metric: "ram", outAbove: 80, inBelow: 40 },
    ],
  },
  scaleOut: { ...rest, cooldownSeconds: 300 },
  scaleIn: { ...rest, cooldownSeconds: 900 },
  coveragePercentMin: 90,
  freshForSeconds: 300,
};

/**
 * How many decisions a second one core makes by the threshold policy: from the samples of the
 * instances to the reasons, as an agent does it, and from the signal on, as a replay does.
 */
export function benchDecisions(): void {
  const loads = [20, 60, 95].map(samplesOf);
  const signals = loads.map((samples) => signalOf(samples, startMs));
  const what = `${size} instances, 2 metrics, one core`;
  print(
    `decisions from samples, ${what}`,
    rateOf((memory, n) => {
      const atMs = startMs + (n % 1000);
      return decideOnce(signalOf(loads[n % 3] ?? [], atMs), memory);
    }),
  );
  print(
    `decisions from a signal, ${what}`,
    rateOf((memory, n) => decideOnce(signals[n % 3] ?? signalOf([], startMs), memory)),
  );
}

/** The median of the rounds, per second; the first round warms up. */
function rateOf(once: (memory: PoolMemory, n: number) => PoolMemory): number {
  let memory = emptyMemory;
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const startedMs = performance.now();
    for (let n = 0; n < perRound; n++) memory = once(memory, n);
    if (round > 0) rates.push((1000 * perRound) / (performance.now() - startedMs));
  }
  return rates.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

function print(what: string, perSecond: number): void {
  console.log(`${what.padEnd(60)} ${`${Math.round(perSecond)}/s`.padStart(9)}`);
}

const instances: Instance[] = Array.from({ length: size }, (_, n) => ({
  id: `ocid1.instance.oc1.iad.bench${n}`,
  state: "running",
  createdAtMs: 0,
}));

function samplesOf(mean: number): Sample[] {
  return ["cpu", "ram"].flatMap((metric) =>
    instances.map(({ id }, n) => ({
      instanceId: id,
      metric,
      atMs: startMs - 30_000,
      value: mean + (n % 7) - 3,
    })),
  );
}

function signalOf(samples: readonly Sample[], atMs: number): Signal {
  const { freshForSeconds } = policy;
  return signal(samples, instances, { metrics: ["cpu", "ram"], freshForSeconds, atMs });
}

function decideOnce(seen: Signal, memory: PoolMemory): PoolMemory {
  return decide({
    signal: seen,
    override: null,
    window: null,
    pool: { size, lifecycle: "RUNNING" },
    policy,
    node: null,
    memory,
    atMs: seen.atMs,
  }).memory;
}
