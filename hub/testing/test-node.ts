import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type {
  AgentRouter,
  HeartbeatInput,
  PoolReport,
  RegisterInput,
} from "../../core/contract/agent-contract.ts";
import type { ActionReport, DecisionReport } from "../../core/contract/decision-record.ts";
import { decide } from "../../core/scaling/decide.ts";
import { emptyMemory } from "../../core/scaling/policy.ts";
import type { Stack } from "../../stack/stack.ts";

const region = "us-ashburn-1";

export const poolOcid = (name: string): string => `ocid1.instancepool.oc1.iad.${name}`;

/** A node that a test registered, and its client. */
export interface TestNode {
  nodeId: string;
  apiKey: string;
  name: string;
  hub: TRPCClient<AgentRouter>;
}

/** The agent's client of a hub, with a key or without. */
export function agentClient(hubUrl: string, apiKey: string | null): TRPCClient<AgentRouter> {
  const headers = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  return createTRPCClient<AgentRouter>({ links: [httpLink({ url: `${hubUrl}/agent`, headers })] });
}

export function registration(token: string, name: string): RegisterInput {
  const registrationId = crypto.randomUUID();
  return { enrolmentToken: token, registrationId, name, region, agentVersion: "test" };
}

/** Registers a node with a token made for it. */
export async function testNode(stack: Stack, name: string): Promise<TestNode> {
  const { token } = await stack.site.createEnrolmentToken.mutate({ region: null });
  const given = await agentClient(stack.hubUrl, null).register.mutate(registration(token, name));
  return { ...given, name, hub: agentClient(stack.hubUrl, given.apiKey) };
}

export function poolReport(name: string, change: Partial<PoolReport> = {}): PoolReport {
  return {
    oraclePoolId: poolOcid(name),
    name,
    currentInstances: 4,
    activeInstances: 4,
    cpuAvgPercent: 50,
    cpuMaxPercent: 60,
    ramAvgPercent: 40,
    ramMaxPercent: 45,
    status: "healthy",
    statusReason: null,
    isActive: true,
    sampledAtMs: Date.now(),
    ...change,
  };
}

export function heartbeat(change: Partial<HeartbeatInput> = {}): HeartbeatInput {
  return {
    sentAtMs: Date.now(),
    status: "ACTIVE",
    statusReason: null,
    agentVersion: "test",
    configRevision: null,
    pools: [],
    ...change,
  };
}

/** A config of pools by name, all with the same rules. */
export function configOf(names: readonly string[], maxSize = 10): string {
  const pools = names.map(
    (name) => `  - instance_pool_id: "${poolOcid(name)}"
    name: "${name}"
    region: "${region}"
    compartment_id: "ocid1.compartment.oc1..test"
    cpu_threshold: 80
    scaling_limits: {min: 2, max: ${maxSize}}
`,
  );
  return `pools:\n${pools.join("")}`;
}

/** A real decision to scale out from 4 to 5, as an agent would report it. */
export function decisionReport(pool: string, atMs = Date.now()): DecisionReport {
  const metric = { freshness: "fresh", coveragePercent: 100, newestAtMs: atMs } as const;
  const rest = { step: 1, stepPercent: null, cooldownSeconds: 300, stabilizationSeconds: 0 };
  const inputs = {
    signal: {
      atMs,
      runningInstances: 4,
      bootingInstances: 0,
      warmingInstances: 0,
      metrics: [{ metric: "cpu", scope: "instance" as const, mean: 91, max: 95, ...metric }],
    },
    override: null,
    window: null,
    pool: { size: 4, lifecycle: "RUNNING" as const },
    policy: {
      mode: "active" as const,
      minSize: 2,
      maxSize: 10,
      rule: {
        kind: "threshold" as const,
        rules: [{ metric: "cpu", outAbove: 80, inBelow: 40 }],
      },
      scaleOut: rest,
      scaleIn: rest,
      coveragePercentMin: 90,
      freshForSeconds: 300,
    },
    node: null,
    memory: emptyMemory,
    atMs,
  };
  return {
    kind: "decision",
    id: crypto.randomUUID(),
    oraclePoolId: poolOcid(pool),
    poolName: pool,
    configRevision: 1,
    decision: decide(inputs).decision,
    inputs,
  };
}

export function actionReport(of: DecisionReport, change: Partial<ActionReport> = {}): ActionReport {
  return {
    kind: "action",
    id: crypto.randomUUID(),
    decisionId: of.id,
    oraclePoolId: of.oraclePoolId,
    poolName: of.poolName,
    fromSize: 4,
    toSize: 5,
    requestedAtMs: of.decision.atMs,
    finishedAtMs: of.decision.atMs + 200,
    outcome: { kind: "applied" },
    ...change,
  };
}
