import { expect, it } from "vitest";
import { decide } from "../decide.ts";
import { inputs, metric } from "../testing/inputs.ts";

it("a policy that knows nothing names its first three metrics, however many there are", () => {
  const names = (count: number) => {
    const rules = Array.from({ length: count }, (_, n) => {
      return { metric: `metric_${n}`, outAbove: 9, inBelow: 1 };
    });
    const { reasons } = decide(inputs({ policy: { rule: { kind: "threshold", rules } } })).decision;
    return reasons[0]?.facts;
  };
  const missing = { freshness: "missing" };
  expect(names(3)).toEqual({ metrics: "metric_0, metric_1, metric_2", ...missing });
  expect(names(20)).toEqual({ metrics: "metric_0, metric_1, metric_2, 17 more", ...missing });
});

it("low load never adds to an empty pool", () => {
  const rules = [{ metric: "queue", outAbove: 9, inBelow: 1 }];
  const policy = { minSize: 0, rule: { kind: "threshold" as const, rules } };
  const metrics = [{ ...metric("queue", 0), scope: "pool" as const }];
  const { decision } = decide(inputs({ size: 0, metrics, policy }));
  expect(decision).toMatchObject({ kind: "hold", targetSize: 0 });
  expect(decision.reasons.map(({ code }) => code)).toEqual(["BELOW_THRESHOLD"]);
});
