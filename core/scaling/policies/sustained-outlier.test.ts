import { describe, expect, it } from "vitest";
import { decide } from "../decide.ts";
import type { Decision } from "../decision.ts";
import { emptyMemory, type PoolMemory, type PoolPolicy } from "../policy.ts";
import { inputs, metric, nowMs } from "../testing/inputs.ts";

const free = { step: 1, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 0 };
const policy: Partial<PoolPolicy> = {
  rule: { kind: "sustained_outlier" },
  scaleOut: free,
  scaleIn: free,
};

type Values = { cpu?: number; ram?: number; network_in?: number; network_out?: number };

/** Evaluates one set of values after the other, 60 s apart, and returns the last decision. */
function lastOf(series: readonly Values[], everySeconds = 60): Decision {
  return lastAt(series.map((values, index) => ({ values, atSeconds: index * everySeconds })));
}

/** The same, at times of one's own. */
function lastAt(series: readonly { values: Values; atSeconds: number }[]): Decision {
  let memory: PoolMemory = emptyMemory;
  let last: Decision | null = null;
  for (const { values, atSeconds } of series) {
    const atMs = nowMs + atSeconds * 1000;
    const base = inputs({ policy, memory });
    const metrics = (["cpu", "ram", "network_in", "network_out"] as const).map((name) =>
      metric(name, values[name] ?? null, values[name] === undefined ? "missing" : "fresh"),
    );
    const decided = decide({ ...base, atMs, signal: { ...base.signal, atMs, metrics } });
    memory = decided.memory;
    last = decided.decision;
  }
  if (!last) throw new Error("nothing was evaluated");
  return last;
}
const outcome = (series: readonly Values[], everySeconds = 60) => {
  const { targetSize, reasons } = lastOf(series, everySeconds);
  return [targetSize, ...reasons.map(({ code }) => code)];
};
const times = (count: number, values: Values): Values[] =>
  Array.from({ length: count }, () => values);
const normal = { cpu: 50, ram: 50, network_in: 1000, network_out: 1000 };

describe("a sustained_outlier policy, first", () => {
  it.each([
    [
      "grows when CPU was high for all 5 minutes",
      times(5, { cpu: 95, ram: 50 }),
      [5, "SUSTAINED_HIGH"],
    ],
    ["grows when RAM was", times(5, { cpu: 50, ram: 95 }), [5, "SUSTAINED_HIGH"]],
    [
      "grows when it was so for 80 % of them",
      [{ cpu: 50, ram: 50 }, ...times(4, { cpu: 95, ram: 50 })],
      [5, "SUSTAINED_HIGH"],
    ],
    ["names both", times(5, { cpu: 95, ram: 95 }), [5, "SUSTAINED_HIGH", "SUSTAINED_HIGH"]],
    ["grows though RAM is missing", times(5, { cpu: 95 }), [5, "SUSTAINED_HIGH"]],
    ["shrinks when both were low", times(5, { cpu: 5, ram: 15 }), [3, "SUSTAINED_LOW"]],
  ])("%s", (_case, series, expected) => {
    expect(outcome(series)).toEqual(expected);
  });

  it.each([
    [
      "CPU was high for less",
      [...times(2, { cpu: 50, ram: 50 }), ...times(3, { cpu: 95, ram: 50 })],
    ],
    ["CPU was at 90 exactly", times(5, { cpu: 90, ram: 50 })],
    ["RAM was not low", times(5, { cpu: 5, ram: 50 })],
    ["CPU was at 10 exactly", times(5, { cpu: 10, ram: 15 })],
    ["RAM was at 20 exactly", times(5, { cpu: 5, ram: 20 })],
    ["it was low for less", [...times(2, normal), ...times(3, { cpu: 5, ram: 15 })]],
    ["values were missing in between", [...times(2, { cpu: 5 }), ...times(3, { cpu: 5, ram: 15 })]],
  ])("holds when %s", (_case, series) => {
    expect(lastOf(series).kind).toBe("hold");
  });

  it("waits until it knows enough of the window", () => {
    expect(outcome(times(4, { cpu: 95, ram: 50 }))).toEqual([4, "TOO_FEW_SAMPLES"]);
    expect(outcome(times(3, { cpu: 95, ram: 50 }), 120)).toEqual([5, "SUSTAINED_HIGH"]);
    expect(outcome(times(20, { cpu: 95, ram: 50 }), 5)).toEqual([4, "TOO_FEW_SAMPLES"]);
  });

  it("says whether it is values or time that it lacks", () => {
    const facts = (count: number, everySeconds: number) =>
      lastOf(times(count, { cpu: 95, ram: 50 }), everySeconds).reasons[0]?.facts;
    const needed = { neededSamples: 3, neededSpanSeconds: 240 };
    expect(facts(1, 60)).toEqual({ samples: 1, spanSeconds: 0, ...needed });
    expect(facts(4, 60)).toEqual({ samples: 4, spanSeconds: 180, ...needed });
  });

  it.each([60, 75, 100, 120])(
    "knows enough at every evaluation, every %i s by a timer that is some ms late",
    (everySeconds) => {
      const late = [0.02, 0, 0.04, 0.01, 0.03, 0, 0.04];
      for (let count = 7; count < 30; count += 1) {
        const series = times(count, { cpu: 95, ram: 50 }).map((values, index) => {
          return { values, atSeconds: index * everySeconds + (late[index % late.length] ?? 0) };
        });
        expect(lastAt(series).reasons.map(({ code }) => code)).toEqual(["SUSTAINED_HIGH"]);
      }
    },
  );

  it("does not take a few values after a long gap for 5 minutes", () => {
    const actsAfter = (gapSeconds: number) =>
      lastAt(
        [0, gapSeconds, gapSeconds + 10, gapSeconds + 20].map((atSeconds) => {
          return { values: { cpu: 95, ram: 50 }, atSeconds };
        }),
      ).kind;
    expect(actsAfter(36_000)).toBe("hold");
    expect(actsAfter(345)).toBe("hold");
    expect(actsAfter(340)).toBe("resize");
  });

  it("does not count an evaluation without CPU for CPU's 5 minutes", () => {
    const series = [{}, ...times(4, { cpu: 95 })];
    expect(lastOf(series, 60).kind).toBe("hold");
    expect(lastOf([{ cpu: 95 }, ...times(4, { cpu: 95 })], 60).kind).toBe("resize");
    expect(lastOf([{ ram: 50 }, ...times(3, { cpu: 95, ram: 50 })], 100).kind).toBe("hold");
  });

  it("forgets what is older than 5 minutes", () => {
    const series = [...times(5, { cpu: 95, ram: 95 }), ...times(5, normal)];
    expect(lastOf(series).kind).toBe("hold");
  });

  it("never shrinks on missing data", () => {
    expect(outcome([...times(5, { cpu: 5, ram: 15 }), {}])).toEqual([4, "NO_USABLE_METRICS"]);
    expect(lastOf([...times(5, { cpu: 5, ram: 15 }), { cpu: 5 }]).kind).toBe("hold");
  });
});

describe("a sustained_outlier policy, else", () => {
  const steady = times(5, normal);
  it.each([
    ["grows when CPU stands out", { ...normal, cpu: 70 }, [5, "OUTLIER_HIGH", "OUTLIER_VOTES"]],
    ["grows when RAM does", { ...normal, ram: 70 }, [5, "OUTLIER_HIGH", "OUTLIER_VOTES"]],
    [
      "grows when network in and out do together",
      { ...normal, network_in: 9000, network_out: 9000 },
      [5, "OUTLIER_HIGH", "OUTLIER_HIGH", "OUTLIER_VOTES"],
    ],
    [
      "does not grow on network in alone",
      { ...normal, network_in: 9000 },
      [4, "OUTLIER_HIGH", "OUTLIER_VOTES"],
    ],
    ["shrinks when CPU falls out", { ...normal, cpu: 30 }, [3, "OUTLIER_LOW", "OUTLIER_VOTES"]],
    ["holds when nothing does", normal, [4, "OUTLIER_VOTES"]],
    ["takes less than a tenth for no outlier", { ...normal, cpu: 54 }, [4, "OUTLIER_VOTES"]],
    [
      "holds when one vote is for out",
      { ...normal, cpu: 30, network_in: 9000 },
      [4, "OUTLIER_LOW", "OUTLIER_HIGH", "OUTLIER_VOTES"],
    ],
    [
      "grows though two points are for in",
      { ...normal, cpu: 70, ram: 30 },
      [5, "OUTLIER_HIGH", "OUTLIER_LOW", "OUTLIER_VOTES"],
    ],
  ])("%s", (_case, last, expected) => {
    expect(outcome([...steady, last])).toEqual(expected);
  });

  it("places its fences 1.5 interquartile ranges outside the quartiles", () => {
    const past = [40, 45, 50, 55, 60].map((cpu) => ({ cpu, ram: 50 }));
    // Quartiles 45 and 55 of the five values; of those, the first leaves the window.
    const [lowest, highest] = [48.75 - 1.5 * 7.5, 56.25 + 1.5 * 7.5];
    expect(outcome([...past, { cpu: highest, ram: 50 }])[0]).toBe(4);
    expect(outcome([...past, { cpu: highest + 0.1, ram: 50 }])[0]).toBe(5);
    expect(outcome([...past, { cpu: lowest, ram: 50 }])[0]).toBe(4);
    expect(outcome([...past, { cpu: lowest - 0.1, ram: 50 }])[0]).toBe(3);
  });

  it("leaves earlier outliers out of the quartiles", () => {
    const jumps = [...times(5, normal), { ...normal, cpu: 75 }];
    expect(outcome([...jumps, { ...normal, cpu: 75 }])[0]).toBe(4);
    const busier = [...times(6, normal), { ...normal, cpu: 70 }];
    expect(outcome(busier)[0]).toBe(5);
  });

  it("is as sure as its points", () => {
    expect(lastOf([...steady, { ...normal, cpu: 70, ram: 70 }]).confidence).toBeCloseTo(4 / 6);
    expect(lastOf([...steady, normal]).confidence).toBe(1);
    expect(lastOf([...steady, { ...normal, cpu: 30 }]).confidence).toBeCloseTo(2 / 6);
    expect(lastOf([...steady, { ...normal, cpu: 30, network_in: 9000 }]).confidence).toBeCloseTo(
      4 / 6,
    );
    expect(lastOf(times(5, { cpu: 95, ram: 50 })).confidence).toBe(1);
    const mostly = [{ cpu: 50, ram: 50 }, ...times(4, { cpu: 5, ram: 15 })];
    expect(lastOf(mostly)).toMatchObject({ direction: "in", confidence: 0.8 });
    expect(lastOf(times(4, normal)).confidence).toBe(0);
  });

  it.each([
    ["cpu", 1, [4, "OUTLIER_VOTES"]],
    ["cpu", 1.1, [5, "OUTLIER_HIGH", "OUTLIER_VOTES"]],
    ["ram", 1, [4, "OUTLIER_VOTES"]],
    ["ram", 1.1, [5, "OUTLIER_HIGH", "OUTLIER_VOTES"]],
  ])("takes less than a percentage point above 0 for noise: %s %d", (name, value, expected) => {
    const idle = { cpu: 50, ram: 50, [name]: 0 };
    expect(outcome([...times(5, idle), { ...idle, [name]: value }])).toEqual(expected);
  });
});
