import type { models } from "oci-core";
import type { PoolConfig } from "../../core/config/node-config.ts";
import type { PoolLifecycle } from "../../core/scaling/policy.ts";
import type { Instance } from "../../core/scaling/signal.ts";
import { AgentFault, messageOf } from "../agent-fault.ts";
import type { Intent, PoolControl, PoolReading, ResizeAnswer } from "../ports.ts";
import { refusalOf, resizeAnswer, unreadable } from "./classify.ts";
import type { OciClients, OciSession } from "./session.ts";
import { shortageOf } from "./shortage.ts";

/** PoolControl over OCI's Core Services API. */
export function ociPoolControl(session: OciSession, region: string): PoolControl {
  const asked = async <Result>(
    operation: string,
    call: (clients: OciClients) => Promise<Result>,
  ): Promise<Result> => {
    try {
      return await call(await session());
    } catch (error) {
      throw unreadable(operation, error);
    }
  };
  return {
    obstacle: () =>
      session().then(
        () => null,
        (error: unknown) => messageOf(error),
      ),
    read: async (pool) => {
      if (pool.region !== region) throw elsewhere(pool, region);
      return asked("GetInstancePool", (clients) => read(clients, pool));
    },
    instances: (pool) => asked("ListInstancePoolInstances", (clients) => instances(clients, pool)),
    resize: (intent) => resize(session, intent),
    shortage: (pool) => asked("ListWorkRequests", (clients) => shortageOf(clients, pool)),
  };
}

function elsewhere(pool: PoolConfig, region: string): AgentFault {
  const message = `The pool is in region ${pool.region}, but this agent works in ${region}.`;
  return new AgentFault("OCI_UNREADABLE", message);
}

async function read({ compute }: OciClients, pool: PoolConfig): Promise<PoolReading> {
  const instancePoolId = pool.oraclePoolId;
  const { instancePool, etag } = await compute.getInstancePool({ instancePoolId });
  if (!etag) throw new AgentFault("OCI_UNREADABLE", "OCI GetInstancePool: the answer has no etag.");
  const lifecycle = lifecycleOf(instancePool.lifecycleState);
  return { state: { size: instancePool.size, lifecycle }, etag };
}

const lifecycles: readonly PoolLifecycle[] = [
  "PROVISIONING",
  "SCALING",
  "STARTING",
  "RUNNING",
  "STOPPING",
  "STOPPED",
  "TERMINATING",
  "TERMINATED",
];

function lifecycleOf(state: models.InstancePool.LifecycleState): PoolLifecycle {
  const known = lifecycles.find((lifecycle) => lifecycle === state);
  if (known) return known;
  throw new AgentFault("OCI_UNREADABLE", `OCI says that the pool is ${state}, an unknown state.`);
}

async function instances({ compute }: OciClients, pool: PoolConfig): Promise<Instance[]> {
  const { compartmentId, oraclePoolId: instancePoolId } = pool;
  const found: Instance[] = [];
  let page: string | undefined;
  do {
    const answer = await compute.listInstancePoolInstances({
      compartmentId,
      instancePoolId,
      limit: 100,
      ...(page ? { page } : {}),
    });
    found.push(...answer.items.flatMap(instanceOf));
    page = answer.opcNextPage || undefined;
  } while (page);
  return found;
}

const booting = ["PROVISIONING", "STARTING", "CREATING_IMAGE"];

/** None for an instance that is gone: OCI goes on listing terminated ones for a while. */
function instanceOf({ id, state, timeCreated }: models.InstanceSummary): Instance[] {
  // The SDK's types say Date, but it hands over OCI's text.
  const createdAtMs = new Date(timeCreated).getTime();
  const named = state.toUpperCase();
  if (named === "TERMINATED") return [];
  if (named === "RUNNING") return [{ id, state: "running", createdAtMs }];
  return [{ id, state: booting.includes(named) ? "booting" : "stopping", createdAtMs }];
}

async function resize(session: OciSession, intent: Intent): Promise<ResizeAnswer> {
  let clients: OciClients;
  try {
    clients = await session();
  } catch (error) {
    return { kind: "failed", code: "OCI_CREDENTIALS", message: messageOf(error) };
  }
  const { compute, transport } = clients;
  try {
    await compute.updateInstancePool({
      instancePoolId: intent.oraclePoolId,
      updateInstancePoolDetails: { size: intent.toSize },
      ifMatch: intent.etag,
      opcRetryToken: intent.id,
    });
    transport.wasDoubtful(intent.id);
    return { kind: "applied" };
  } catch (error) {
    return resizeAnswer(refusalOf(error), transport.wasDoubtful(intent.id));
  }
}
