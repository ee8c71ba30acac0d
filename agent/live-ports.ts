import { systemClock } from "./clock.ts";
import type { AgentEnv } from "./env.ts";
import { trpcHubLink } from "./hub/hub-link.ts";
import { openJournal } from "./journal/open-journal.ts";
import { ociMetricSource } from "./oci/metric-source.ts";
import { ociPoolControl } from "./oci/pool-control.ts";
import { ociSession } from "./oci/session.ts";
import type { AgentPorts, MetricSource } from "./ports.ts";
import { prometheusMetricSource } from "./prometheus/metric-source.ts";

/** Every port with its real adapter. Throws AgentFault when the journal can not be opened. */
export function livePorts(env: AgentEnv): AgentPorts {
  const clock = systemClock;
  const session = ociSession(env.oci, clock);
  const oci = ociMetricSource(session);
  const metrics: MetricSource = {
    read: (pool, atMs) =>
      (pool.monitoring.kind === "oci" ? oci : prometheusMetricSource).read(pool, atMs),
  };
  return {
    metrics,
    pools: ociPoolControl(session, env.region),
    hub: trpcHubLink(env.hubUrl),
    journal: openJournal(env.stateDir),
    clock,
  };
}
