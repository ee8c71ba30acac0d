import { beneath, type Finding } from "./locate.ts";
import type { NodeConfig, PoolConfig } from "./node-config.ts";
import { fractionWarnings, policyWarnings, touch } from "./policy-warnings.ts";
import { schedulesWarnings } from "./schedule-warnings.ts";
import type { ConfigDocument, PoolDocument } from "./schema.ts";

/** Everything about a valid document that is legal, but that its author probably did not mean. */
export function warningsOf(document: ConfigDocument, config: NodeConfig): Finding[] {
  const ofPools = document.pools.flatMap((pool, index) => {
    const resolved = config.pools[index];
    return resolved ? beneath(["pools", index], poolWarnings(pool, resolved)) : [];
  });
  return [...nodeWarnings(document), ...ofPools];
}

function nodeWarnings({ alerts, max_total_instances: most, pools }: ConfigDocument): Finding[] {
  const least = pools.reduce((sum, { scaling_limits }) => sum + scaling_limits.min, 0);
  return [
    ...(most !== undefined && least > most
      ? warn(["max_total_instances"], `the pools' minimums come to ${least}, which is more`)
      : []),
    ...(alerts ? warn(["alerts"], notYet) : []),
    ...beneath(["pools"], doubledNames("pool", pools)),
  ];
}

function poolWarnings(pool: PoolDocument, resolved: PoolConfig): Finding[] {
  return [
    ...touchingThresholds(pool),
    ...fractionWarnings(pool),
    ...largeSteps(pool, resolved),
    ...policyWarnings(pool, resolved.evaluationIntervalSeconds),
    ...namespaceWarnings(pool),
    ...schedulesWarnings(resolved),
    ...beneath(["schedules"], doubledNames("schedule", pool.schedules ?? [])),
    ...(pool.drain ? warn(["drain"], notYet) : []),
    ...(pool.alerts ? warn(["alerts"], notYet) : []),
  ];
}

function touchingThresholds(pool: PoolDocument): Finding[] {
  const bands: [PropertyKey[], PoolDocument["cpu_threshold"]][] = [
    [["cpu_threshold"], pool.cpu_threshold],
    [["ram_threshold"], pool.ram_threshold],
    ...(pool.metrics ?? []).map((metric, index): [PropertyKey[], PoolDocument["cpu_threshold"]] => [
      ["metrics", index, "threshold"],
      metric.threshold,
    ]),
  ];
  return bands.flatMap(([path, band]) =>
    typeof band === "object" && band.min === band.max ? warn(path, touch) : [],
  );
}

function largeSteps(pool: PoolDocument, { policy }: PoolConfig): Finding[] {
  const room = policy.maxSize - policy.minSize;
  return (["scale_out", "scale_in"] as const).flatMap((key) => {
    const { step = 0, step_percent: percent = 0 } = pool[key] ?? {};
    const tooMany = `a step of ${step} is more than lies between min and max (${room})`;
    return [
      ...(step > room ? warn([key, "step"], tooMany) : []),
      ...(percent > 100
        ? warn([key, "step_percent"], `a step of ${percent} % is more than the whole pool`)
        : []),
    ];
  });
}

function namespaceWarnings({ monitoring_method, metrics }: PoolDocument): Finding[] {
  if (monitoring_method !== "prometheus") return [];
  return (metrics ?? []).flatMap(({ namespace }, index) =>
    namespace === undefined
      ? []
      : warn(["metrics", index, "namespace"], "nothing reads it: Prometheus has no namespaces"),
  );
}

/** Names are for people only, so that two of the same do no harm but to them. */
function doubledNames(what: string, named: readonly { name: string }[]): Finding[] {
  return named.flatMap(({ name }, index) => {
    const first = named.findIndex((other) => other.name === name);
    if (first === index) return [];
    const message = `it is also the name of the ${what}`;
    return [{ path: [index, "name"], earlier: [first, "name"], message }];
  });
}

const notYet = "it is kept with the config, but nothing acts on it in this version";

function warn(path: PropertyKey[], message: string): Finding[] {
  return [{ path, message }];
}
