import { inProject } from "./paths.ts";

/** One pool of the demonstration: what the simulated cloud is asked for, and its rules. */
export interface DemoPool {
  name: string;
  size: number;
  min: number;
  max: number;
  demand: Record<string, unknown>;
  memoryPercentBase: number;
  /** CPU percentages below which it shrinks and above which it grows. */
  cpu: { min: number; max: number };
}

export interface DemoRegion {
  region: string;
  nodeName: string;
  pools: DemoPool[];
}

/** A recorded day takes ten minutes. */
const recorded = (trace: string, offsetHours: number, scale: number) => ({
  kind: "recorded",
  file: inProject("sim", "traces", trace),
  time_compression: 144,
  offset_seconds: offsetHours * 3600,
  scale,
});

/** Three regions with two pools each, every pool under a demand of its own. */
export const demoFleet: readonly DemoRegion[] = [
  {
    region: "us-ashburn-1",
    nodeName: "ashburn",
    pools: [
      {
        name: "web-frontend",
        size: 8,
        min: 2,
        max: 24,
        demand: recorded("elb-requests.csv", 6, 0.8),
        memoryPercentBase: 35,
        cpu: { min: 35, max: 70 },
      },
      {
        name: "orders-api",
        size: 3,
        min: 2,
        max: 10,
        demand: { kind: "wave", low: 0.8, high: 4.5, period_seconds: 150 },
        memoryPercentBase: 30,
        cpu: { min: 35, max: 70 },
      },
    ],
  },
  {
    region: "eu-frankfurt-1",
    nodeName: "frankfurt",
    pools: [
      {
        name: "checkout",
        size: 9,
        min: 3,
        max: 16,
        demand: recorded("taxi-nyc.csv", 4, 0.9),
        memoryPercentBase: 40,
        cpu: { min: 40, max: 75 },
      },
      {
        name: "search",
        size: 3,
        min: 2,
        max: 12,
        demand: { kind: "spike", base: 1.2, peak: 5, every_seconds: 180, width_seconds: 50 },
        memoryPercentBase: 45,
        cpu: { min: 35, max: 70 },
      },
    ],
  },
  {
    region: "ap-tokyo-1",
    nodeName: "tokyo",
    pools: [
      {
        name: "reporting-db-readers",
        size: 9,
        min: 4,
        max: 14,
        demand: recorded("cpu-rds.csv", 0, 0.9),
        memoryPercentBase: 50,
        cpu: { min: 40, max: 75 },
      },
      {
        name: "media-encoder",
        size: 3,
        min: 1,
        max: 8,
        demand: { kind: "steps", levels: [1, 3.2, 2, 0.6], hold_seconds: 75 },
        memoryPercentBase: 25,
        cpu: { min: 35, max: 70 },
      },
    ],
  },
];
