import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configJsonSchema } from "./json-schema.ts";
import { parseConfig } from "./parse.ts";

const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(configJsonSchema());
/** JSON is YAML too, and keeps every space of a text. */
const yamlOf = (document: unknown): string => JSON.stringify(document);
const parses = (document: unknown): boolean => parseConfig(yamlOf(document)).kind === "valid";

const name = fc.stringMatching(/^\s{0,3}[a-z][a-z0-9_-]{0,90}\s{0,20}$/);
const percent = fc.integer({ min: 1, max: 100 });
const band = fc
  .tuple(percent, percent)
  .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));
const threshold = fc.oneof(percent, band);
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const size = fc.integer({ min: 0, max: 50 });

const schedule = fc
  .tuple(
    name,
    fc.oneof(
      fc.record({ start_time: time, end_time: time, days: optional(fc.constant(["mon", "sun"])) }),
      fc.record({
        cron: fc.constantFrom("0 9 * * mon-fri", "*/15 * 1 jan *"),
        duration_minutes: fc.integer({ min: 1, max: 10_080 }),
      }),
    ),
    fc.oneof(fc.record({ target_instances: size }), fc.record({ min_instances: size })),
    optional(fc.constantFrom("Europe/London", "UTC")),
  )
  .map(([named, opens, sets, timezone]) => ({ name: named, ...opens, ...sets, timezone }));

const policy = fc.oneof(
  fc.constantFrom("threshold", "sustained_outlier", "weighted", { kind: "threshold" }),
  fc.record({ kind: fc.constant("target"), targets: fc.record({ cpu: percent }) }),
  fc.record({
    kind: fc.constant("weighted"),
    metrics: fc.tuple(
      fc.record({
        name: fc.constant("cpu_usage"),
        type: optional(fc.constant("cpu")),
        weight: fc.double({ min: 0.1, max: 10, noNaN: true }),
        aggregation: optional(fc.constantFrom("avg", "max")),
        window_seconds: optional(fc.integer({ min: 0, max: 3600 })),
      }),
    ),
    thresholds: fc.constantFrom(
      [{ metric: "cpu_usage", scaleUp: 70, scaleDown: 25 }],
      [{ metric: "cpu_usage", scaleUp: 20, scaleDown: 25, comparison: "less_than" }],
      [{ metric: "cpu_usage", scaleUp: 20, scaleDown: -5, comparison: "percentage_change" }],
    ),
  }),
);
const direction = fc.record({
  step: optional(fc.integer({ min: 1, max: 1000 })),
  step_percent: optional(fc.integer({ min: 1, max: 1000 })),
  cooldown_seconds: optional(fc.integer({ min: 0, max: 86_400 })),
  stabilization_seconds: optional(fc.integer({ min: 0, max: 3600 })),
});

const pool = fc.record({
  name,
  region: fc.constantFrom("us-ashburn-1", "ap-tokyo-1"),
  compartment_id: fc.constantFrom("ocid1.compartment.oc1..a", "ocid1.tenancy.oc1..b"),
  monitoring: fc.constantFrom(
    {},
    { monitoring_method: "prometheus", prometheus_url: "http://p:9090" },
  ),
  cpu_threshold: threshold,
  ram_threshold: optional(threshold),
  limits: fc.tuple(size, size),
  schedules: optional(fc.array(schedule, { maxLength: 3 })),
  mode: optional(fc.constantFrom("active", "observe", "paused")),
  evaluation_interval_seconds: optional(fc.integer({ min: 5, max: 3600 })),
  scale_out: optional(direction),
  scale_in: optional(direction),
  policy: optional(policy),
  tolerance_percent: optional(percent),
  coverage_percent_min: optional(fc.integer({ min: 0, max: 100 })),
  drain: optional(fc.record({ timeout_seconds: fc.integer({ min: 0, max: 3600 }) })),
  metrics: optional(
    fc.tuple(
      fc.record({
        name: fc.constant("queue_length"),
        query: fc.string({ minLength: 1, unit: "grapheme-ascii" }),
        threshold: optional(threshold),
        weight: optional(percent),
        target: optional(percent),
      }),
    ),
  ),
});

type Keys = Record<string, unknown>;
type Document = Keys & { pools: Keys[] };

const document: fc.Arbitrary<Document> = fc
  .record({
    mode: optional(fc.constantFrom("active", "observe", "paused")),
    timezone: optional(fc.constantFrom("America/New_York", "Asia/Kathmandu")),
    max_total_instances: optional(fc.integer({ min: 1, max: 100_000 })),
    alerts: optional(fc.constant([{ webhook_url: "https://hooks.example/x", on: ["resize"] }])),
    pools: fc.array(pool, { minLength: 1, maxLength: 3 }),
  })
  .map(({ pools, ...rest }) =>
    JSON.parse(
      JSON.stringify({
        ...rest,
        pools: pools.map(({ limits, monitoring, ...keys }, index) => ({
          instance_pool_id: `ocid1.instancepool.oc1..p${index}`,
          ...keys,
          ...monitoring,
          scaling_limits: { min: Math.min(...limits), max: Math.max(1, ...limits) },
        })),
      }),
    ),
  );

/** Each breaks the form of a document, whatever else it says. */
const breakages: [string, (broken: Document) => void][] = [
  ["an unknown key at the top", (d) => Object.assign(d, { pool: [] })],
  ["no pools", (d) => Reflect.deleteProperty(d, "pools")],
  ["an unknown key of a pool", (d) => Object.assign(first(d), { cpu_treshold: 80 })],
  ["a missing name", (d) => Reflect.deleteProperty(first(d), "name")],
  ["a blank name", (d) => Object.assign(first(d), { name: " " })],
  ["a long name", (d) => Object.assign(first(d), { name: "n".repeat(101) })],
  ["missing limits", (d) => Reflect.deleteProperty(first(d), "scaling_limits")],
  ["a text for a number", (d) => Object.assign(first(d), { cpu_threshold: "high" })],
  ["a threshold above 100", (d) => Object.assign(first(d), { ram_threshold: 101 })],
  ["an unknown mode", (d) => Object.assign(first(d), { mode: "on" })],
  ["a short interval", (d) => Object.assign(first(d), { evaluation_interval_seconds: 4 })],
  ["half an instance", (d) => Object.assign(first(d), { scaling_limits: { min: 0.5, max: 2 } })],
  ["an unknown policy", (d) => Object.assign(first(d), { policy: "clever" })],
  ["an unknown kind of policy", (d) => Object.assign(first(d), { policy: { kind: "clever" } })],
  [
    "a key of another policy",
    (d) => Object.assign(first(d), { policy: { kind: "threshold", targets: { cpu: 1 } } }),
  ],
  ["a long cooldown", (d) => Object.assign(first(d), { scale_out: { cooldown_seconds: 86_401 } })],
  [
    "a wrong day",
    (d) =>
      Object.assign(first(d), {
        schedules: [
          {
            name: "x",
            start_time: "08:00",
            end_time: "09:00",
            days: ["monday"],
            target_instances: 1,
          },
        ],
      }),
  ],
  [
    "a wrong time",
    (d) =>
      Object.assign(first(d), {
        schedules: [{ name: "x", start_time: "8:00", end_time: "09:00", target_instances: 1 }],
      }),
  ],
  ["a wrong OCID", (d) => Object.assign(first(d), { instance_pool_id: "web" })],
  [
    "a metric's name in capitals",
    (d) => Object.assign(first(d), { metrics: [{ name: "QUEUE", query: "q" }] }),
  ],
  ["a list for the pool", (d) => Object.assign(d, { pools: [[]] })],
  ["too large a total", (d) => Object.assign(d, { max_total_instances: 100_001 })],
];

function first({ pools }: Document): Keys {
  return pools[0] ?? {};
}

describe("the JSON Schema", () => {
  it("takes what the parser takes, and refuses the forms it refuses, over 500 documents", () => {
    fc.assert(
      fc.property(document, fc.constantFrom(...breakages), (valid, [what, spoil]) => {
        const issues = parseConfig(yamlOf(valid));
        expect(issues.kind === "invalid" ? issues.issues : [], yamlOf(valid)).toEqual([]);
        expect(accepts(valid), JSON.stringify(accepts.errors)).toBe(true);
        const broken = structuredClone(valid);
        spoil(broken);
        expect(parses(broken), `the parser took ${what}`).toBe(false);
        expect(accepts(broken), `the schema took ${what}`).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("takes every form that only the parser's knowledge of other keys refuses", () => {
    const [valid] = fc.sample(document, { numRuns: 1, seed: 7 });
    if (!valid) throw new Error("no document");
    first(valid).scaling_limits = { min: 9, max: 3 };
    expect(parses(valid)).toBe(false);
    expect(accepts(valid)).toBe(true);
  });

  it("tells editors what every key says", () => {
    expect(keysWithoutDescription(configJsonSchema(), "")).toEqual([]);
  });
});

interface Form {
  description?: string;
  properties?: Record<string, Form>;
  items?: Form;
  anyOf?: Form[];
  oneOf?: Form[];
}

function keysWithoutDescription({ properties, items, anyOf, oneOf }: Form, path: string): string[] {
  const ofKeys = Object.entries(properties ?? {}).flatMap(([key, form]) => [
    ...(form.description ? [] : [`${path}.${key}`]),
    ...keysWithoutDescription(form, `${path}.${key}`),
  ]);
  const others = [...(items ? [items] : []), ...(anyOf ?? []), ...(oneOf ?? [])];
  return [...ofKeys, ...others.flatMap((form) => keysWithoutDescription(form, path))];
}
