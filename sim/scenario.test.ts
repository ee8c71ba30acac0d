import { expect, test } from "vitest";
import { parseScenario } from "./scenario.ts";
import { KEY_ID, PUBLIC_KEY_PEM, scenario } from "./test-region.ts";

const key = { key_id: KEY_ID, public_key_pem: PUBLIC_KEY_PEM };
const pool = { id: "p", display_name: "p", size: 1, demand: { kind: "flat", level: 1 } };

test("parseScenario() takes a right one as it is", () => {
  expect(parseScenario(scenario())).toEqual(scenario());
});

test.each<[object, RegExp]>([
  [{ region: undefined }, /^region must be a non-empty string, but is missing/],
  [{ compartment_id: 5 }, /^compartment_id must be/],
  [{ regoin: "x" }, /^regoin is not a known field/],
  [{ keys: {} }, /^keys must be a list/],
  [{ keys: [{ ...key, key_id: "a/b" }] }, /^keys\[0\]\.key_id must be tenancyOcid/],
  [{ keys: [{ ...key, public_key_pem: "x" }] }, /^keys\[0\]\.public_key_pem must be a public key/],
  [{ keys: [key, key] }, /^keys\[1\]\.key_id is there twice/],
  [{ metric_minute_seconds: 0 }, /^metric_minute_seconds must be a number above 0, but is 0/],
  [{ metrics_lag_seconds: -1 }, /^metrics_lag_seconds/],
  [{ boot_seconds: "20" }, /^boot_seconds must be .*, but is "20"/],
  [{ pools: [{ ...pool, size: 1.5 }] }, /^pools\[0\]\.size must be a whole number from 0 to 1000/],
  [{ pools: [{ ...pool, demand: { kind: "flat" } }] }, /^pools\[0\]\.demand\.level/],
  [{ pools: [{ ...pool, memory_percent_base: 101 }] }, /^pools\[0\]\.memory_percent_base/],
  [{ pools: [pool, pool] }, /^pools\[1\]\.id is there twice/],
])("parseScenario() names what is wrong with %j", (change, message) => {
  expect(() => parseScenario({ ...scenario(), ...change })).toThrow(message);
});
