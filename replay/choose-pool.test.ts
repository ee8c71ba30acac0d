import { describe, expect, it } from "vitest";
import { choosePool } from "./choose-pool.ts";

const pool = (id: string, name: string) =>
  `{instance_pool_id: "ocid1.instancepool.oc1..${id}", name: ${name}, region: us-ashburn-1, compartment_id: "ocid1.compartment.oc1..c", cpu_threshold: 80, scaling_limits: {min: 1, max: 4}}`;
const config = `max_total_instances: 9\npools: [${pool("a", "web")}, ${pool("b", "web")}, ${pool("c", "api")}]`;
const bound = "max_total_instances is left out: only this pool is replayed.";

const twice = expect.stringMatching(/^c\.yaml: line 2, column \d+: pools\[1\]\.name: /);

describe("choosePool()", () => {
  it("chooses by name or OCID, and says which one where a name is not enough", () => {
    const byName = choosePool(config, "c.yaml", "api");
    expect(byName.pool.oraclePoolId).toBe("ocid1.instancepool.oc1..c");
    expect(byName.notes).toEqual([twice, bound]);
    const first = choosePool(config, "c.yaml", "web");
    expect(first.pool.oraclePoolId).toBe("ocid1.instancepool.oc1..a");
    expect(first.notes).toEqual([
      twice,
      '2 pools are called "web"; this is the first, ocid1.instancepool.oc1..a in us-ashburn-1. --pool takes an OCID too.',
      bound,
    ]);
    const second = choosePool(config, "c.yaml", "ocid1.instancepool.oc1..b");
    expect(second.pool.oraclePoolId).toBe("ocid1.instancepool.oc1..b");
    expect(second.notes).toEqual([twice, bound]);
  });

  it("needs no name where there is one pool", () => {
    const only = choosePool(`pools: [${pool("a", "web")}]`, "c.yaml", null);
    expect(only).toMatchObject({ pool: { name: "web" }, notes: [] });
  });

  it.each([
    ["pools: [{}]", null, /^c\.yaml: line 1, column 9: pools\[0\]/],
    ["pools: []", null, "Say which pool with --pool; c.yaml has none."],
    [config, null, 'Say which pool with --pool; c.yaml has "web", "web", "api".'],
    [config, "db", 'There is no pool "db"; c.yaml has '],
  ])("refuses %j", (yaml, name, sentence) => {
    expect(() => choosePool(yaml, "c.yaml", name)).toThrow(sentence);
  });
});
