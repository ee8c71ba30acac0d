import { afterEach, describe, expect, it, vi } from "vitest";

const seeds = 500;
const passes = () => null;

afterEach(() => vi.resetModules());

/** The first promise that is seen broken when a module is replaced. */
async function firstFind(
  module: string,
  replace: (original: object) => object,
): Promise<string | null> {
  vi.resetModules();
  vi.doMock(module, async (importOriginal) => replace(await importOriginal<object>()));
  try {
    const { runWorld } = await import("./world.ts");
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { violation } = await runWorld(seed);
      if (violation) return violation.invariant;
    }
    return null;
  } finally {
    vi.doUnmock(module);
  }
}

const limit = (name: string) => `../core/scaling/limits/${name}.ts`;

describe(`a broken rule is found within ${seeds} seeds:`, () => {
  it.each<[string, string, (original: object) => object, string]>([
    [
      "scale-in without enough data",
      limit("complete-data"),
      () => ({ completeData: passes }),
      "missing data never shrinks a pool",
    ],
    ["no cooldown", limit("cooldown"), () => ({ cooldown: passes }), "no action inside a cooldown"],
    [
      "resizes beside each other",
      limit("one-at-a-time"),
      () => ({ oneAtATime: passes }),
      "one resize at a time",
    ],
    [
      "an observed pool that acts",
      limit("observed"),
      () => ({ observed: passes }),
      "paused and observe never act",
    ],
    [
      "a paused pool that acts",
      limit("paused"),
      () => ({ paused: passes }),
      "paused and observe never act",
    ],
    [
      "no minimum and no maximum",
      "../core/scaling/wanted-size.ts",
      () => ({ wantedSize: recommendOnly }),
      "min <= target <= max",
    ],
    [
      "no total of the node",
      limit("node-ceiling"),
      () => ({ nodeCeiling: passes }),
      "the node's total",
    ],
    [
      "silence taken for failure",
      "../agent/settle-intent.ts",
      (original) => ({
        ...original,
        settledOutcome: () => ({ kind: "failed", code: "GUESSED", message: "nothing was heard" }),
      }),
      "an outcome is what happened",
    ],
    [
      "an empty answer taken for no load",
      "../core/scaling/signal.ts",
      (original) => ({ ...original, signal: zeroForMissing(original) }),
      "missing data never shrinks a pool",
    ],
  ])(
    "%s",
    async (_case, module, replace, invariant) => {
      expect(await firstFind(module, replace)).toBe(invariant);
    },
    60_000,
  );
});

function recommendOnly(inputs: {
  pool: { size: number };
  signal: { metrics: { mean: number | null }[] };
}) {
  const isBusy = inputs.signal.metrics.some(({ mean }) => (mean ?? 0) > 80);
  const size = inputs.pool.size + (isBusy ? 1 : -1);
  const reasons = [{ code: "STEP_LIMITED", facts: { wantedSize: size, step: 1 } }];
  return { size: Math.max(0, size), reasons, confidence: 1, memory: null };
}

/** What peers do: a metric that says nothing counts as an idle one. */
function zeroForMissing(original: object) {
  const { signal } = original as { signal: (...args: unknown[]) => { metrics: object[] } };
  const idle = { freshness: "fresh", coveragePercent: 100, mean: 0, max: 0 };
  return (...args: unknown[]) => {
    const seen = signal(...args);
    const metrics = seen.metrics.map((m) =>
      "mean" in m && m.mean === null ? { ...m, ...idle } : m,
    );
    return { ...seen, metrics };
  };
}
