import { describe, expect, it } from "vitest";
import { parseConfig } from "./parse.ts";
import { issuesOf } from "./testing/pool-yaml.ts";

const plain = `pools:
  - instance_pool_id: "ocid1.instancepool.oc1..."
    name: "web-servers"
    region: "us-ashburn-1"
    compartment_id: "ocid1.compartment.oc1..."
    monitoring_method: "oci"        # or "prometheus" with prometheus_url
    cpu_threshold: 80               # or {min: 25, max: 75}
    ram_threshold: 80
    scaling_limits: {min: 2, max: 10}
    schedules:
      - {name: "business_hours", start_time: "08:00", end_time: "18:00", target_instances: 5}
`;

function poolOf(yaml: string) {
  const parsed = parseConfig(yaml);
  if (parsed.kind !== "valid") throw new Error(JSON.stringify(parsed.issues));
  return parsed.config.pools[0];
}

describe("a plain document", () => {
  it("loads with every default", () => {
    expect(poolOf(plain)).toMatchObject({
      name: "web-servers",
      monitoring: { kind: "oci" },
      evaluationIntervalSeconds: 60,
      policy: {
        mode: "active",
        minSize: 2,
        maxSize: 10,
        rule: {
          kind: "threshold",
          rules: [
            { metric: "cpu", outAbove: 80, inBelow: 40 },
            { metric: "ram", outAbove: 80, inBelow: 40 },
          ],
        },
        scaleOut: { step: 1, cooldownSeconds: 300 },
        scaleIn: { step: 1, cooldownSeconds: 900 },
        coveragePercentMin: 90,
      },
      schedules: [{ name: "business_hours", targetInstances: 5, timezone: "UTC" }],
    });
  });

  it("takes a threshold as {min, max}, and no RAM rule", () => {
    const pool = poolOf(
      plain.replace("80  ", "{min: 25, max: 75}").replace("    ram_threshold: 80\n", ""),
    );
    expect(pool?.policy).toMatchObject({
      rule: { rules: [{ metric: "cpu", inBelow: 25, outAbove: 75 }] },
    });
  });

  it("lets a pool's mode and time zone win over the node's", () => {
    const yaml = `mode: observe\ntimezone: Asia/Tokyo\n${plain}`;
    expect(poolOf(yaml)).toMatchObject({
      policy: { mode: "observe" },
      schedules: [{ timezone: "Asia/Tokyo" }],
    });
    expect(poolOf(yaml.replace("    ram_t", "    mode: paused\n    ram_t"))?.policy.mode).toBe(
      "paused",
    );
  });
});

describe("a document with an error", () => {
  const change = (from: string, to: string): string => plain.replace(from, to);
  it.each([
    [
      "limits the wrong way round",
      change("max: 10", "max: 1"),
      "9:21 pools[0].scaling_limits min must not be above max",
    ],
    [
      "an unknown key",
      change("    ram_threshold", "    ram_treshold"),
      '8:5 pools[0].ram_treshold unknown key "ram_treshold"',
    ],
    ["an unknown key at the top", `${plain}pool: 1\n`, '12:1 pool unknown key "pool"'],
    [
      "a key twice",
      change("    ram_threshold: 80", "    cpu_threshold: 70"),
      '8:5 pools[0].cpu_threshold "cpu_threshold" is there already on line 7',
    ],
    [
      "a missing key",
      change('    name: "web-servers"\n', ""),
      "2:5 pools[0].name this key is required",
    ],
    [
      "a text for a number",
      change("cpu_threshold: 80", "cpu_threshold: high"),
      "7:20 pools[0].cpu_threshold expected a percentage",
    ],
    [
      "a threshold above 100",
      change("cpu_threshold: 80", "cpu_threshold: 180"),
      "7:20 pools[0].cpu_threshold must be at most 100",
    ],
    [
      "a wrong OCID",
      change("ocid1.instancepool.oc1...", "web"),
      '2:23 pools[0].instance_pool_id expected an OCID that starts with "ocid1.instancepool."',
    ],
    [
      "a wrong time",
      change('"08:00"', '"8am"'),
      '11:46 pools[0].schedules[0].start_time expected a time "HH:MM"',
    ],
    [
      "a schedule without a size",
      change(", target_instances: 5", ""),
      "11:9 pools[0].schedules[0] a schedule needs target_instances",
    ],
    [
      "an unknown time zone",
      `timezone: Mars/Olympus\n${plain}`,
      "1:11 timezone expected an IANA time zone",
    ],
    [
      "prometheus without its address",
      change('"oci"', '"prometheus"'),
      "6:24 pools[0].monitoring_method prometheus needs prometheus_url",
    ],
    [
      "the same pool twice",
      `${plain}${plain.replace("pools:\n", "")}`,
      "12:23 pools[1].instance_pool_id this pool is already configured on line 2",
    ],
    ["no YAML", "pools: [", "1:9  a { or [ above is not closed"],
    ["nothing", "", "1:1  the document is empty; it needs pools"],
    ["a list", "- 1", "1:1  expected keys with values; found a list"],
    ["a prototype key", `__proto__: 1\n${plain}`, '1:1 __proto__ unknown key "__proto__"'],
  ])("with %s is refused at its place", (_what, yaml, expected) => {
    expect(
      issuesOf(yaml).some((issue) => issue.startsWith(expected)),
      issuesOf(yaml).join("\n"),
    ).toBe(true);
  });

  it("names all its errors, in the order of the document", () => {
    const yaml = plain
      .replace("cpu_threshold: 80", "cpu_threshold: high")
      .replace("{min: 2,", "{min: -1,");
    expect(issuesOf(yaml).map((issue) => issue.split(" ")[1])).toEqual([
      "pools[0].cpu_threshold",
      "pools[0].scaling_limits.min",
    ]);
  });
});
