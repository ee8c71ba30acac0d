import {
  type AuthenticationDetailsProvider,
  ConfigFileAuthenticationDetailsProvider,
  DefaultRequestSigner,
  InstancePrincipalsAuthenticationDetailsProviderBuilder,
} from "oci-common";
import { ComputeManagementClient } from "oci-core";
import { MonitoringClient } from "oci-monitoring";
import { WorkRequestClient } from "oci-workrequests";
import { AgentFault, messageOf } from "../agent-fault.ts";
import type { Clock } from "../ports.ts";
import { Transport } from "./transport.ts";

export interface OciSettings {
  region: string;
  auth: { kind: "config_file"; file: string; profile: string } | { kind: "instance_principal" };
  /** Takes the place of every OCI service's address; null outside of a simulation. */
  endpoint: string | null;
}

export interface OciClients {
  compute: ComputeManagementClient;
  monitoring: MonitoringClient;
  workRequests: WorkRequestClient;
  transport: Transport;
}

/** Gives the clients, the same ones every time. Throws AgentFault OCI_CREDENTIALS. */
export type OciSession = () => Promise<OciClients>;

const credentialsTimeoutMs = 10_000;

/** Connects when first asked, and tries again when asked after that failed. */
export function ociSession(settings: OciSettings, clock: Pick<Clock, "sleep">): OciSession {
  let clients: Promise<OciClients> | null = null;
  return () => {
    clients ??= connect(settings, clock).catch((error: unknown) => {
      clients = null;
      throw error;
    });
    return clients;
  };
}

async function connect(settings: OciSettings, clock: Pick<Clock, "sleep">): Promise<OciClients> {
  const provider = await credentials(settings, clock);
  const signer = new DefaultRequestSigner(provider);
  const transport = new Transport({ signer, clock, random: Math.random });
  const params = { httpClient: transport };
  // Repeating and giving up are the transport's, so the SDK's breaker stays off.
  const quiet = { circuitBreaker: { circuit: null, noCircuit: true } };
  const compute = new ComputeManagementClient(params, quiet);
  const monitoring = new MonitoringClient(params, quiet);
  const workRequests = new WorkRequestClient(params, quiet);
  for (const client of [compute, monitoring, workRequests]) {
    client.regionId = settings.region;
    if (settings.endpoint) client.endpoint = settings.endpoint;
  }
  return { compute, monitoring, workRequests, transport };
}

async function credentials(
  { auth }: OciSettings,
  clock: Pick<Clock, "sleep">,
): Promise<AuthenticationDetailsProvider> {
  try {
    if (auth.kind === "config_file") {
      return new ConfigFileAuthenticationDetailsProvider(auth.file, auth.profile);
    }
    const building = new InstancePrincipalsAuthenticationDetailsProviderBuilder().build();
    const provider = await Promise.race([building, clock.sleep(credentialsTimeoutMs)]);
    if (!provider) throw new Error("the metadata service did not answer within 10 s");
    return provider;
  } catch (cause) {
    const from =
      auth.kind === "config_file" ? `${auth.file} [${auth.profile}]` : "instance principal";
    const message = `OCI credentials can not be read (${from}): ${messageOf(cause)}`;
    throw new AgentFault("OCI_CREDENTIALS", message, { cause });
  }
}
