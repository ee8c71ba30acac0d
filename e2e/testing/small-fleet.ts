import type { DemoRegion } from "../../stack/demo-fleet.ts";

/** One region with one pool whose load rises and falls all the time: it is always being scaled. */
export const smallFleet: readonly DemoRegion[] = [
  {
    region: "us-ashburn-1",
    nodeName: "ashburn",
    pools: [
      {
        name: "orders-api",
        size: 3,
        min: 2,
        max: 12,
        demand: { kind: "wave", low: 0.8, high: 6, period_seconds: 60 },
        memoryPercentBase: 30,
        cpu: { min: 35, max: 70 },
      },
    ],
  },
];
