import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { AgentRouter, HeartbeatInput } from "../core/contract/agent-contract.ts";
import { freePort } from "../stack/port.ts";
import { compartmentId, poolId } from "../stack/simulated-cloud.ts";
import { Stack } from "../stack/stack.ts";
import { type LoadResult, load, type Shot } from "./load.ts";

const region = "us-ashburn-1";
const poolsPerNode = 3;
const noLimit = "0";
const seconds = Number(process.env.BENCH_SECONDS ?? 4);
/** The machine's speed drifts: pings and heartbeats take turns, and the medians are compared. */
const rounds = 5;

/** A registered node, as the load knows it. */
interface Node {
  key: string;
  pools: string[];
}

/** How many heartbeats a second the hub takes, beside a call that does nothing. */
export async function benchHeartbeats(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tidepool-bench-"));
  const stack = new Stack({
    folder,
    port: await freePort(),
    fleet: [],
    agents: false,
    heartbeatIntervalSeconds: 60,
    offlineAfterSeconds: 300,
    variables: {
      CALLS_PER_MINUTE: noLimit,
      ADMIN_CALLS_PER_MINUTE: noLimit,
      HEARTBEATS_PER_MINUTE: noLimit,
    },
    tell: () => {},
  });
  try {
    await stack.start();
    const nodes = await Promise.all(Array.from({ length: 64 }, (_, i) => register(stack, i)));
    await load(stack.hubUrl, { connections: 16, seconds: 2 }, () => ping);
    await load(stack.hubUrl, { connections: 16, seconds: 2 }, (i) => heartbeat(nodes[i]));
    for (const connections of [16, 64]) await compare(stack.hubUrl, connections, nodes);
    const { token } = await stack.site.createApiToken.mutate({ name: "bench", role: "USER" });
    await withReaders(stack.hubUrl, nodes, token);
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(url: string, connections: number, nodes: Node[]): Promise<void> {
  const pings: LoadResult[] = [];
  const beats: LoadResult[] = [];
  for (let round = 0; round < rounds; round++) {
    pings.push(await load(url, { connections, seconds }, () => ping));
    beats.push(await load(url, { connections, seconds }, (i) => heartbeat(nodes[i])));
  }
  const [pinged, beaten] = [median(pings), median(beats)];
  print(`ping, ${connections} connections`, pinged);
  print(`heartbeat with ${poolsPerNode} pools, ${connections} connections`, beaten);
  console.log(
    `  ratio: ${((100 * beaten.perSecond) / pinged.perSecond).toFixed(1)} % of the pings`,
  );
}

/** The round in the middle by its rate, with the errors of all. */
function median(results: LoadResult[]): LoadResult {
  const sorted = results.toSorted((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error("There were no rounds.");
  return { ...middle, errors: results.reduce((sum, { errors }) => sum + errors, 0) };
}

async function withReaders(url: string, nodes: Node[], token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const overview: Shot = { method: "GET", path: "/trpc/overview", headers, body: null };
  const [beats, reads] = await Promise.all([
    load(url, { connections: 16, seconds: 2 * seconds }, (i) => heartbeat(nodes[i])),
    load(url, { connections: 8, seconds: 2 * seconds }, () => overview),
  ]);
  print("heartbeat, 16 connections, beside 8 readers", beats);
  print("overview of 64 nodes and 192 pools, 8 readers", reads);
}

function print(what: string, { perSecond, p50Ms, p99Ms, errors }: LoadResult): void {
  const rate = `${Math.round(perSecond)}/s`.padStart(8);
  const times = `p50 ${p50Ms.toFixed(1)} ms  p99 ${p99Ms.toFixed(1)} ms`;
  console.log(`${what.padEnd(48)} ${rate}  ${times}  errors ${errors}`);
}

async function register(stack: Stack, index: number): Promise<Node> {
  const hub = createTRPCClient<AgentRouter>({
    links: [httpLink({ url: `${stack.hubUrl}/agent` })],
  });
  const { token } = await stack.site.createEnrolmentToken.mutate({ region });
  const { nodeId, apiKey } = await hub.register.mutate({
    enrolmentToken: token,
    registrationId: crypto.randomUUID(),
    name: `bench-${index}`,
    region,
    agentVersion: "bench",
  });
  const names = Array.from({ length: poolsPerNode }, (_, i) => `pool-${index}-${i}`);
  const yaml = `pools:\n${names.map(poolYaml).join("")}`;
  await stack.site.publishConfig.mutate({ nodeId, yaml, expectedRevision: 0 });
  return { key: apiKey, pools: names };
}

function poolYaml(name: string): string {
  return `  - {instance_pool_id: "${poolId(region, name)}", name: "${name}", region: "${region}",
     compartment_id: "${compartmentId}", cpu_threshold: 80, scaling_limits: {min: 1, max: 10}}
`;
}

const ping: Shot = { method: "GET", path: "/trpc/ping", headers: {}, body: null };

function heartbeat(node: Node | undefined): Shot {
  if (!node) throw new Error("There are fewer nodes than connections.");
  const nowMs = Date.now();
  const body = JSON.stringify({
    sentAtMs: nowMs,
    status: "ACTIVE",
    statusReason: null,
    agentVersion: "bench",
    configRevision: 1,
    pools: node.pools.map((name) => ({
      oraclePoolId: poolId(region, name),
      name,
      currentInstances: 4,
      activeInstances: 4,
      cpuAvgPercent: 40 + (nowMs % 300) / 10,
      cpuMaxPercent: 81.5,
      ramAvgPercent: 55.25,
      ramMaxPercent: 61.5,
      status: "healthy",
      statusReason: null,
      isActive: true,
      sampledAtMs: nowMs,
    })),
  } satisfies HeartbeatInput);
  const headers = {
    authorization: `Bearer ${node.key}`,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
  };
  return { method: "POST", path: "/agent/heartbeat", headers, body };
}
