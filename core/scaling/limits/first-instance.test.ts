import { describe, expect, it } from "vitest";
import { decide } from "../decide.ts";
import { inputs, metric } from "../testing/inputs.ts";

const blind = { cpu: metric("cpu", null, "missing"), ram: metric("ram", null, "missing") };
const empty = { size: 0, policy: { minSize: 0 } };

describe("an empty pool", () => {
  const window = { name: "closed", targetSize: null, minSize: null, maxSize: 0 };

  it("is left empty by a window's ceiling of 0", () => {
    const { decision } = decide(inputs({ ...blind, ...empty, inputs: { window } }));
    expect(decision).toMatchObject({ kind: "hold", targetSize: 0 });
  });

  it("is left alone while a value of the pool as a whole says that nothing waits", () => {
    const rule = {
      kind: "target" as const,
      targets: [{ metric: "queue", target: 10 }],
      tolerancePercent: 10,
    };
    const metrics = [{ ...metric("queue", 0), scope: "pool" as const }];
    const { decision } = decide(inputs({ ...empty, metrics, policy: { minSize: 0, rule } }));
    expect(decision).toMatchObject({ kind: "hold", targetSize: 0 });
  });
});
