import { ocid } from "./ocid.ts";
import { countsAt, type Instance, instanceStateAt, type Pool, poolStateAt } from "./pool.ts";
import type { Scenario } from "./scenario.ts";

/** The JSON that the Core Services API sends, by the SDK's models. */

export const SHAPE = "VM.Standard.E4.Flex";

/** The region's only availability domain. */
export function availabilityDomain(scenario: Scenario): string {
  return `SIMD:${scenario.region.toUpperCase()}-AD-1`;
}

function sharedPoolFields(scenario: Scenario, pool: Pool, atMs: number) {
  const { running, booting } = countsAt(pool, atMs);
  return {
    id: pool.id,
    compartmentId: scenario.compartment_id,
    displayName: pool.display_name,
    instanceConfigurationId: ocid("instanceconfiguration", scenario.region, pool.id),
    poolType: "INSTANCE",
    lifecycleState: poolStateAt(pool, atMs),
    size: pool.size,
    currentSize: running + booting,
    timeCreated: new Date(pool.created_at_ms).toISOString(),
    definedTags: {},
    freeformTags: {},
  };
}

export function poolBody(scenario: Scenario, pool: Pool, atMs: number) {
  return {
    ...sharedPoolFields(scenario, pool, atMs),
    placementConfigurations: [
      {
        availabilityDomain: availabilityDomain(scenario),
        primarySubnetId: ocid("subnet", scenario.region, pool.id),
        faultDomains: null,
      },
    ],
    loadBalancers: [],
  };
}

export function poolSummaryBody(scenario: Scenario, pool: Pool, atMs: number) {
  return {
    ...sharedPoolFields(scenario, pool, atMs),
    availabilityDomains: [availabilityDomain(scenario)],
  };
}

/** `state` is in title case ("Running"): in a pool's list of instances OCI sends it like that. */
export function instanceSummaryBody(
  scenario: Scenario,
  pool: Pool,
  { instance, atMs }: { instance: Instance; atMs: number },
) {
  const state = instanceStateAt(instance, atMs);
  return {
    id: instance.id,
    availabilityDomain: availabilityDomain(scenario),
    compartmentId: scenario.compartment_id,
    displayName: instance.display_name,
    faultDomain: instance.fault_domain,
    instanceConfigurationId: ocid("instanceconfiguration", scenario.region, pool.id),
    region: scenario.region,
    shape: SHAPE,
    state: state.charAt(0) + state.slice(1).toLowerCase(),
    timeCreated: new Date(instance.created_at_ms).toISOString(),
    loadBalancerBackends: [],
  };
}

export function instanceBody(scenario: Scenario, instance: Instance, atMs: number) {
  const state = instanceStateAt(instance, atMs);
  return {
    id: instance.id,
    availabilityDomain: availabilityDomain(scenario),
    compartmentId: scenario.compartment_id,
    displayName: instance.display_name,
    faultDomain: instance.fault_domain,
    lifecycleState: state === "GONE" ? "TERMINATED" : state,
    region: scenario.region,
    shape: SHAPE,
    timeCreated: new Date(instance.created_at_ms).toISOString(),
    definedTags: {},
    freeformTags: {},
  };
}
