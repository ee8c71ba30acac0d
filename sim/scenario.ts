import { createPublicKey } from "node:crypto";
import { asFields, asList, asNumber, asText, InvalidField, onlyKeys } from "./checked-fields.ts";
import { type DemandShape, parseDemand } from "./demand/demand.ts";

/** The most instances one simulated pool may have. */
export const MAX_POOL_SIZE = 1000;

export interface ApiKey {
  /** tenancyOcid/userOcid/fingerprint */
  key_id: string;
  public_key_pem: string;
}

interface PoolSpec {
  id: string;
  display_name: string;
  /** Instances running when the region starts without a state file. */
  size: number;
  demand: DemandShape;
  /** Memory of an idle instance, percent; 30 when absent. */
  memory_percent_base?: number;
}

/** One region, as a scenario file describes it. */
export interface Scenario {
  region: string;
  compartment_id: string;
  keys: ApiKey[];
  /** How long one OCI minute lasts here: data points come at this spacing and `[1m]` means this long. */
  metric_minute_seconds: number;
  /** The newest visible data point is at least this old. */
  metrics_lag_seconds: number;
  /** From PROVISIONING to RUNNING. */
  boot_seconds: number;
  pools: PoolSpec[];
}

const SCENARIO_KEYS = [
  "region",
  "compartment_id",
  "keys",
  "metric_minute_seconds",
  "metrics_lag_seconds",
  "boot_seconds",
  "pools",
];
const POOL_KEYS = ["id", "display_name", "size", "demand", "memory_percent_base"];

/** Checks a scenario by hand; throws InvalidField that names the first wrong field. */
export function parseScenario(value: unknown): Scenario {
  const fields = asFields(value, "scenario");
  onlyKeys(fields, "", SCENARIO_KEYS);
  const scenario: Scenario = {
    region: asText(fields.region, "region"),
    compartment_id: asText(fields.compartment_id, "compartment_id"),
    keys: asList(fields.keys, "keys").map((key, index) => parseKey(key, `keys[${index}]`)),
    metric_minute_seconds: asNumber(fields.metric_minute_seconds, "metric_minute_seconds", {
      above: 0,
    }),
    metrics_lag_seconds: asNumber(fields.metrics_lag_seconds, "metrics_lag_seconds", { min: 0 }),
    boot_seconds: asNumber(fields.boot_seconds, "boot_seconds", { min: 0 }),
    pools: asList(fields.pools, "pools").map((pool, i) => parsePool(pool, `pools[${i}]`)),
  };
  refuseRepeats(
    scenario.keys.map((key) => key.key_id),
    "keys",
    "key_id",
  );
  refuseRepeats(
    scenario.pools.map((pool) => pool.id),
    "pools",
    "id",
  );
  return scenario;
}

function parseKey(value: unknown, field: string): ApiKey {
  const fields = asFields(value, field);
  onlyKeys(fields, field, ["key_id", "public_key_pem"]);
  const keyId = asText(fields.key_id, `${field}.key_id`);
  if (keyId.split("/").length !== 3) {
    throw new InvalidField(`${field}.key_id`, "must be tenancyOcid/userOcid/fingerprint");
  }
  const pem = asText(fields.public_key_pem, `${field}.public_key_pem`);
  try {
    createPublicKey(pem);
  } catch {
    throw new InvalidField(`${field}.public_key_pem`, "must be a public key in PEM form");
  }
  return { key_id: keyId, public_key_pem: pem };
}

function parsePool(value: unknown, field: string): PoolSpec {
  const fields = asFields(value, field);
  onlyKeys(fields, field, POOL_KEYS);
  const base = fields.memory_percent_base;
  return {
    id: asText(fields.id, `${field}.id`),
    display_name: asText(fields.display_name, `${field}.display_name`),
    size: asNumber(fields.size, `${field}.size`, { min: 0, max: MAX_POOL_SIZE, integer: true }),
    demand: parseDemand(fields.demand, `${field}.demand`),
    ...(base === undefined
      ? {}
      : {
          memory_percent_base: asNumber(base, `${field}.memory_percent_base`, { min: 0, max: 100 }),
        }),
  };
}

function refuseRepeats(ids: string[], list: string, name: string): void {
  const again = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (again >= 0) throw new InvalidField(`${list}[${again}].${name}`, "is there twice");
}
