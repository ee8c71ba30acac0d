import { and, eq, gt, isNull, or } from "drizzle-orm";
import { auditHead } from "../../db/audit-head.ts";
import {
  apiTokens,
  configs,
  enrolmentTokens,
  enrolmentUses,
  nodeKeys,
  nodes,
  oneTimeLinks,
  poolHours,
  pools,
  sessions,
  users,
} from "../../db/schema/index.ts";
import type { People } from "../auth/people.ts";
import { apiTokenColumns, sessionColumns, userColumns } from "../auth/stored-people.ts";
import type { FleetMemory, KnownPool, KnownToken, Measured } from "./memory.ts";
import type { Reads } from "./reads.ts";

/** Only a commit that the hub gave up can land meanwhile, and there are few of those. */
const mostTries = 5;

/**
 * Reads what the single writer has to remember, in several queries that see one state: with every
 * change that counts comes an audit row, so the log's head is the same before and after. Throws
 * what libSQL says.
 */
export async function loadMemory(reads: Reads, nowMs: number): Promise<FleetMemory> {
  let before = await auditHead(reads);
  for (let tries = 1; tries <= mostTries; tries++) {
    const memory = await loadFleet(reads, nowMs);
    const after = await auditHead(reads);
    if (after.hash === before.hash) return { ...memory, auditHead: after };
    before = after;
  }
  throw new Error("The database changes while it is read: does something besides the hub write?");
}

async function loadFleet(reads: Reads, nowMs: number): Promise<Omit<FleetMemory, "auditHead">> {
  const hour = Math.floor(nowMs / 3_600_000);
  const [nodeRows, keyRows, poolRows, tokens, people] = await Promise.all([
    reads
      .select({
        id: nodes.id,
        name: nodes.name,
        region: nodes.region,
        registrationHash: nodes.registrationHash,
        status: nodes.status,
        lastHeartbeatAtMs: nodes.lastHeartbeatAtMs,
        appliedRevision: nodes.appliedRevision,
        activeRevision: nodes.activeRevision,
        activeHash: configs.hash,
        heartbeatsUntilMs: nodes.heartbeatsUntilMs,
        keyRotationAskedAtMs: nodes.keyRotationAskedAtMs,
      })
      .from(nodes)
      .leftJoin(
        configs,
        and(eq(configs.nodeId, nodes.id), eq(configs.revision, nodes.activeRevision)),
      ),
    reads
      .select()
      .from(nodeKeys)
      .where(
        and(
          isNull(nodeKeys.revokedAtMs),
          or(isNull(nodeKeys.expiresAtMs), gt(nodeKeys.expiresAtMs, nowMs)),
        ),
      ),
    reads
      .select({ pool: pools, hourMax: poolHours.maxInstances })
      .from(pools)
      .leftJoin(poolHours, and(eq(poolHours.poolId, pools.id), eq(poolHours.hour, hour))),
    loadTokens(reads, nowMs),
    loadPeople(reads, nowMs),
  ]);
  return {
    nodes: new Map(nodeRows.map((row) => [row.id, row])),
    keys: new Map(keyRows.map((row) => [row.keyHash, row])),
    pools: new Map(
      poolRows.map(({ pool, hourMax }) => [
        pool.oraclePoolId,
        rememberedPool(pool, { hour, hourMax: hourMax ?? -1 }),
      ]),
    ),
    tokens,
    people,
    actions: new Set(),
    strays: new Set(),
  };
}

async function loadTokens(reads: Reads, nowMs: number): Promise<Map<string, KnownToken>> {
  const usable = and(gt(enrolmentTokens.expiresAtMs, nowMs), isNull(enrolmentTokens.revokedAtMs));
  const rows = await reads
    .select({ token: enrolmentTokens, use: enrolmentUses })
    .from(enrolmentTokens)
    .leftJoin(enrolmentUses, eq(enrolmentUses.tokenId, enrolmentTokens.id))
    .where(usable);
  const tokens = new Map<string, KnownToken>();
  for (const { token, use } of rows) {
    const known = tokens.get(token.tokenHash) ?? { ...token, usedBy: new Map() };
    if (use) known.usedBy.set(use.nodeId, use.usedAtMs);
    tokens.set(token.tokenHash, known);
  }
  return tokens;
}

async function loadPeople(reads: Reads, nowMs: number): Promise<People> {
  const [userRows, sessionRows, tokenRows, linkRows] = await Promise.all([
    reads.select(userColumns).from(users),
    reads.select(sessionColumns).from(sessions).where(gt(sessions.expiresAtMs, nowMs)),
    reads
      .select({ ...apiTokenColumns, tokenHash: apiTokens.tokenHash })
      .from(apiTokens)
      .where(and(isNull(apiTokens.revokedAtMs), gt(apiTokens.expiresAtMs, nowMs))),
    reads
      .select()
      .from(oneTimeLinks)
      .where(and(isNull(oneTimeLinks.usedAtMs), gt(oneTimeLinks.expiresAtMs, nowMs))),
  ]);
  return {
    users: new Map(userRows.map((row) => [row.id, row])),
    sessions: new Map(sessionRows.map((row) => [row.id, row])),
    apiTokens: new Map(tokenRows.map((row) => [row.tokenHash, row])),
    links: new Map(linkRows.map((row) => [row.tokenHash, row])),
  };
}

function rememberedPool(
  pool: typeof pools.$inferSelect,
  counted: Pick<KnownPool, "hour" | "hourMax">,
): KnownPool {
  const { id, oraclePoolId, nodeId, name, configured, status, statusReason, isActive } = pool;
  const standing = { status, statusReason, isActive };
  const known = { id, oraclePoolId, nodeId, name, configured, standing, ...counted };
  return { ...known, latest: latestOf(pool) };
}

function latestOf(pool: typeof pools.$inferSelect): Measured | null {
  if (pool.sampledAtMs === null) return null;
  return {
    atMs: pool.sampledAtMs,
    currentInstances: pool.currentInstances ?? 0,
    activeInstances: pool.activeInstances ?? 0,
    cpuAvgPercent: pool.cpuAvgPercent,
    cpuMaxPercent: pool.cpuMaxPercent,
    ramAvgPercent: pool.ramAvgPercent,
    ramMaxPercent: pool.ramMaxPercent,
  };
}
