import { and, eq, notInArray } from "drizzle-orm";
import { type ConfigIssue, issueText } from "../../core/config/config-issue.ts";
import type { PoolConfig } from "../../core/config/node-config.ts";
import { parseConfig } from "../../core/config/parse.ts";
import type { PublishConfigInput, PublishConfigOutput } from "../../core/contract/site-contract.ts";
import { configs, nodes, pools } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import { sha256Hex } from "../auth/secret.ts";
import { type Actor, auditRow } from "./audit-row.ts";
import { newPool } from "./known-pool.ts";
import type { FleetMemory, KnownNode } from "./memory.ts";
import type { Occasion, Plan } from "./plan.ts";
import { Refusal } from "./refusal.ts";

/**
 * Makes a document the active config of a node, as its next revision. Refused when it has an
 * error, when somebody published since the editor loaded it, or when a pool is another node's.
 */
export function publishConfig(
  memory: FleetMemory,
  actor: Actor,
  input: PublishConfigInput,
  occasion: Occasion,
): Plan<PublishConfigOutput> {
  const node = memory.nodes.get(input.nodeId);
  if (!node) throw new Refusal("not-found", `There is no node ${input.nodeId}.`);
  const current = node.activeRevision ?? 0;
  if (input.expectedRevision !== current) {
    throw new Refusal(
      "conflict",
      `Revision ${current} is active now, not ${input.expectedRevision}: load it and try again.`,
    );
  }
  const parsed = parseConfig(input.yaml);
  if (parsed.kind === "invalid") {
    throw new Refusal("invalid", sayIssues(parsed.issues), { issues: parsed.issues });
  }
  const { warnings } = parsed;
  const hash = sha256Hex(parsed.canonical);
  if (hash === node.activeHash) {
    return {
      writes: [],
      topics: [],
      result: { revision: current, hash, changed: false, warnings },
    };
  }
  refuseOtherRegions(node, parsed.config.pools);
  refuseOthersPools(memory, node, parsed.config.pools);
  const revision = current + 1;
  node.activeRevision = revision;
  node.activeHash = hash;
  return {
    writes: [
      ...revisionWrites(node, input.yaml, actor, occasion),
      ...poolWrites(memory, node, parsed.config.pools, occasion),
      auditRow(actor, publishDeed(node, parsed.config.pools.length), occasion),
    ],
    topics: ["overview", `node:${node.id}`],
    result: { revision, hash, changed: true, warnings },
  };
}

function sayIssues(issues: readonly ConfigIssue[]): string {
  const said = issues.slice(0, 3).map(issueText);
  const more = issues.length > said.length ? `; and ${issues.length - said.length} more` : "";
  return `The config has errors, and nothing was changed. ${said.join("; ")}${more}.`;
}

function refuseOthersPools(memory: FleetMemory, node: KnownNode, wanted: PoolConfig[]): void {
  for (const { oraclePoolId, name } of wanted) {
    const pool = memory.pools.get(oraclePoolId);
    const owner = pool && memory.nodes.get(pool.nodeId);
    if (!owner || owner.id === node.id) continue;
    if (pool.configured) {
      const message = `Pool "${name}" is in the config of node "${owner.name}"; take it out there first.`;
      throw new Refusal("conflict", message);
    }
    if (mayStillAct(memory, owner)) {
      throw new Refusal(
        "conflict",
        `Node "${owner.name}" has not taken up the config that drops pool "${name}" and may still ` +
          "resize it. Try again when it has; if that node is gone for good, revoke its keys first.",
      );
    }
  }
}

/** A node that was ever configured acts on what it has, until it is heard to act on less. */
function mayStillAct(memory: FleetMemory, owner: KnownNode): boolean {
  const hasKey = [...memory.keys.values()].some(({ nodeId }) => nodeId === owner.id);
  return hasKey && owner.appliedRevision !== owner.activeRevision;
}

function refuseOtherRegions(node: KnownNode, wanted: PoolConfig[]): void {
  const stray = wanted.find(({ region }) => region !== node.region);
  if (!stray) return;
  const message = `Pool "${stray.name}" is in ${stray.region}, but node "${node.name}" works in ${node.region}.`;
  throw new Refusal("invalid", message);
}

function revisionWrites(node: KnownNode, yaml: string, actor: Actor, occasion: Occasion): Write[] {
  const revision = node.activeRevision ?? 0;
  const publishedBy = actor.caller.kind === "user" ? actor.caller.email : actor.caller.kind;
  return [
    statement(
      build.insert(configs).values({
        id: occasion.newId(),
        nodeId: node.id,
        revision,
        yaml,
        hash: node.activeHash ?? "",
        publishedAtMs: occasion.nowMs,
        publishedBy,
      }),
    ),
    statement(build.update(nodes).set({ activeRevision: revision }).where(eq(nodes.id, node.id))),
  ];
}

function poolWrites(
  memory: FleetMemory,
  node: KnownNode,
  wanted: PoolConfig[],
  occasion: Occasion,
): Write[] {
  const ids = wanted.map((pool) => pool.oraclePoolId);
  for (const pool of memory.pools.values()) {
    if (pool.nodeId === node.id) pool.configured = ids.includes(pool.oraclePoolId);
  }
  const dropped = and(eq(pools.nodeId, node.id), notInArray(pools.oraclePoolId, ids));
  return [
    statement(build.update(pools).set({ configured: false, isActive: false }).where(dropped)),
    ...wanted.map((pool) => poolWrite(memory, node, pool, occasion)),
  ];
}

function poolWrite(
  memory: FleetMemory,
  node: KnownNode,
  pool: PoolConfig,
  occasion: Occasion,
): Write {
  const { oraclePoolId, name } = pool;
  const known = memory.pools.get(oraclePoolId) ?? newPool(oraclePoolId, name, node.id, occasion);
  Object.assign(known, { nodeId: node.id, name, configured: true });
  memory.pools.set(oraclePoolId, known);
  const settings = {
    nodeId: node.id,
    name,
    compartmentId: pool.compartmentId,
    minSize: pool.policy.minSize,
    maxSize: pool.policy.maxSize,
    mode: pool.policy.mode,
    configured: true,
  };
  return statement(
    build
      .insert(pools)
      .values({ id: known.id, oraclePoolId, ...settings })
      .onConflictDoUpdate({ target: pools.oraclePoolId, set: settings }),
  );
}

function publishDeed(node: KnownNode, pools: number) {
  return {
    action: "PUBLISH_CONFIG",
    category: "CONFIG",
    resource: { type: "node", id: node.id, name: node.name },
    description: `Published revision ${node.activeRevision} of node ${node.name} with ${pools} pool(s)`,
    details: { revision: node.activeRevision, hash: node.activeHash },
  } as const;
}
