import { eq, sql } from "drizzle-orm";
import type { RegisterInput, RegisterOutput } from "../../core/contract/agent-contract.ts";
import { enrolmentTokens, enrolmentUses, nodes } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import type { Origin } from "../auth/origin.ts";
import { newSecret, sha256Hex } from "../auth/secret.ts";
import { auditRow, theNode } from "./audit-row.ts";
import { givenKey } from "./key-rotation.ts";
import { lifecycleEvent } from "./lifecycle-event.ts";
import type { FleetMemory, KnownNode, KnownToken } from "./memory.ts";
import type { Occasion, Plan } from "./plan.ts";
import { Refusal } from "./refusal.ts";
import { revokeKeys } from "./revoke-node-keys.ts";

/**
 * Registers a node with an enrolment token and gives it its key, this once. A node that asks
 * again with the same registration id gets a new key in place of the old: with a new token at
 * any time, with the same token until it was heard with the key (the answer was lost) or a person
 * revoked that.
 */
export function registerNode(
  memory: FleetMemory,
  origin: Origin,
  input: RegisterInput,
  occasion: Occasion,
): Plan<RegisterOutput> {
  const registrationHash = sha256Hex(input.registrationId);
  const known = [...memory.nodes.values()].find((n) => n.registrationHash === registrationHash);
  const token = usableToken(memory, input, known ?? null, occasion.nowMs);
  refuseOtherRegion(known ?? null, input.region);
  refuseTakenName(memory, input.name, known ?? null);
  const node = known ?? newNode(input, registrationHash, occasion);
  const apiKey = newSecret("ask");
  const revoked = revokeKeys(memory, node.id, occasion.nowMs);
  memory.nodes.set(node.id, node);
  const given = givenKey(memory, node.id, apiKey, occasion);
  return {
    writes: [
      ...(known ? [] : [nodeRow(node, input.agentVersion, occasion)]),
      ...revoked.writes,
      given.write,
      ...tokenUse(token, node.id, occasion.nowMs),
      lifecycleEvent(
        node.id,
        {
          kind: "REGISTERED",
          reason: known ? "Registered again and got a new key" : `Registered in ${node.region}`,
          trigger: "enrolment token",
        },
        occasion,
      ),
      auditRow(
        theNode(node, origin),
        {
          action: "REGISTER_NODE",
          category: "NODE",
          resource: { type: "node", id: node.id, name: node.name },
          description: `Registered node ${node.name} in ${node.region}`,
          details: { enrolmentTokenId: token.id, agentVersion: input.agentVersion },
        },
        occasion,
      ),
    ],
    topics: ["overview", `node:${node.id}`],
    result: { nodeId: node.id, apiKey },
  };
}

function usableToken(
  memory: FleetMemory,
  input: RegisterInput,
  known: KnownNode | null,
  nowMs: number,
): KnownToken {
  const token = memory.tokens.get(sha256Hex(input.enrolmentToken));
  const usedAtMs = known ? token?.usedBy.get(known.id) : undefined;
  const usedUp = usedAtMs === undefined && token !== undefined && token.uses >= token.maxUses;
  const tooLate = known && usedAtMs !== undefined && !mayHaveLostAnswer(memory, known, usedAtMs);
  if (!token || token.expiresAtMs <= nowMs || usedUp || tooLate) {
    throw new Refusal(
      "unauthorized",
      "The enrolment token is unknown, used or expired; ask an administrator for a new one.",
    );
  }
  if (token.region !== null && token.region !== (known?.region ?? input.region)) {
    throw new Refusal("forbidden", `This enrolment token is for ${token.region} only.`);
  }
  return token;
}

/** Not a node that was heard since, whose key was used, or whose keys a person revoked. */
function mayHaveLostAnswer(memory: FleetMemory, node: KnownNode, usedAtMs: number): boolean {
  const keys = [...memory.keys.values()].filter(({ nodeId }) => nodeId === node.id);
  const isUntouched = keys.length > 0 && keys.every(({ firstUsedAtMs }) => firstUsedAtMs === null);
  return isUntouched && (node.lastHeartbeatAtMs ?? 0) <= usedAtMs;
}

/** A node's pools and tokens are of its region; another one makes it another node. */
function refuseOtherRegion(known: KnownNode | null, region: string): void {
  if (!known || known.region === region) return;
  throw new Refusal(
    "conflict",
    `Node "${known.name}" is registered in ${known.region}, not in ${region}; ` +
      "set its region back, or register it as a new node.",
  );
}

function refuseTakenName(memory: FleetMemory, name: string, known: KnownNode | null): void {
  for (const node of memory.nodes.values()) {
    if (node.name === name && node.id !== known?.id) {
      throw new Refusal("conflict", `A node with the name "${name}" exists; choose another name.`);
    }
  }
}

function newNode(input: RegisterInput, registrationHash: string, occasion: Occasion): KnownNode {
  return {
    id: occasion.newId(),
    name: input.name,
    region: input.region,
    registrationHash,
    status: "INACTIVE",
    lastHeartbeatAtMs: null,
    appliedRevision: null,
    activeRevision: null,
    activeHash: null,
    heartbeatsUntilMs: 0,
    keyRotationAskedAtMs: null,
  };
}

function nodeRow(node: KnownNode, agentVersion: string, occasion: Occasion): Write {
  const { id, name, region, registrationHash, status } = node;
  const registeredAtMs = occasion.nowMs;
  return statement(
    build
      .insert(nodes)
      .values({ id, name, region, registrationHash, status, agentVersion, registeredAtMs }),
  );
}

/** A node's first use of a token counts; asking again because the answer was lost does not. */
function tokenUse(token: KnownToken, nodeId: string, usedAtMs: number): Write[] {
  if (token.usedBy.has(nodeId)) return [];
  token.usedBy.set(nodeId, usedAtMs);
  token.uses += 1;
  return [
    statement(
      build
        .update(enrolmentTokens)
        .set({ uses: sql`${enrolmentTokens.uses} + 1` })
        .where(eq(enrolmentTokens.id, token.id)),
    ),
    statement(build.insert(enrolmentUses).values({ tokenId: token.id, nodeId, usedAtMs })),
  ];
}
