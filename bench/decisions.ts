import { decide } from "../core/scaling/decide.ts";
import { emptyMemory, type PoolMemory, type PoolPolicy } from "../core/scaling/policy.ts";
import { type Instance, type Sample, signal } from "../core/scaling/signal.ts";

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

/** How many decisions a second one core makes by the threshold policy, from samples to reasons. */
export function benchDecisions(): void {
  const loads = [20, 60, 95].map(samplesOf);
  let memory = emptyMemory;
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const startedMs = performance.now();
    for (let n = 0; n < perRound; n++) memory = decideOnce(loads[n % 3] ?? [], memory, n);
    // The first round warms up.
    if (round > 0) rates.push((1000 * perRound) / (performance.now() - startedMs));
  }
  const middle = rates.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  const what = `threshold decisions, ${size} instances, 2 metrics, one core`;
  console.log(`${what.padEnd(48)} ${`${Math.round(middle)}/s`.padStart(8)}`);
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

function decideOnce(samples: readonly Sample[], memory: PoolMemory, n: number): PoolMemory {
  const atMs = startMs + (n % 1000);
  return decide({
    signal: signal(samples, instances, {
      metrics: ["cpu", "ram"],
      freshForSeconds: policy.freshForSeconds,
      atMs,
    }),
    override: null,
    window: null,
    pool: { size, lifecycle: "RUNNING" },
    policy,
    node: null,
    memory,
    atMs,
  }).memory;
}
