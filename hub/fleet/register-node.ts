import { eq, sql } from "drizzle-orm";
import type { RegisterInput, RegisterOutput } from "../../core/contract/agent-contract.ts";
import { enrolmentTokens, nodeKeys, nodes } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import { newSecret, sha256Hex } from "../auth/secret.ts";
import { auditRow, type Origin } from "./audit-row.ts";
import { lifecycleEvent } from "./lifecycle-event.ts";
import type { FleetMemory, KnownNode, KnownToken } from "./memory.ts";
import type { Occasion, Plan } from "./plan.ts";
import { Refusal } from "./refusal.ts";
import { revokeKeys } from "./revoke-node-keys.ts";

/**
 * Registers a node with an enrolment token and gives it its key, this once. A node that asks
 * again with the same registration id gets a new key in place of the old: with a new token at
 * any time, with the same token until it was heard with the key (the answer was lost).
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
  refuseTakenName(memory, input.name, known ?? null);
  const node = known ?? newNode(input, registrationHash, occasion);
  const apiKey = newSecret("ask");
  const revoked = revokeKeys(memory, node.id, occasion.nowMs);
  memory.nodes.set(node.id, node);
  memory.keys.set(sha256Hex(apiKey), node.id);
  const firstUse = token.usedByNodeId === null;
  token.usedByNodeId = node.id;
  token.usedAtMs ??= occasion.nowMs;
  const actor = { caller: { kind: "node", nodeId: node.id, name: node.name }, origin } as const;
  return {
    writes: [
      ...(known ? [] : [nodeRow(node, input.agentVersion, occasion)]),
      ...revoked.writes,
      keyRow(node.id, apiKey, occasion),
      ...(firstUse ? [tokenUse(token.id, node.id, occasion.nowMs)] : []),
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
        actor,
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
  const usedByOther = token?.usedByNodeId != null && token.usedByNodeId !== known?.id;
  const keyWasUsed = (known?.lastHeartbeatAtMs ?? 0) > (token?.usedAtMs ?? Infinity);
  if (!token || token.expiresAtMs <= nowMs || usedByOther || keyWasUsed) {
    throw new Refusal(
      "unauthorized",
      "The enrolment token is unknown, used or expired; ask an administrator for a new one.",
    );
  }
  if (token.region !== null && token.region !== input.region) {
    throw new Refusal("forbidden", `This enrolment token is for ${token.region} only.`);
  }
  return token;
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

function keyRow(nodeId: string, apiKey: string, occasion: Occasion): Write {
  return statement(
    build.insert(nodeKeys).values({
      id: occasion.newId(),
      nodeId,
      keyHash: sha256Hex(apiKey),
      createdAtMs: occasion.nowMs,
    }),
  );
}

function tokenUse(tokenId: string, nodeId: string, nowMs: number): Write {
  return statement(
    build
      .update(enrolmentTokens)
      .set({ uses: sql`${enrolmentTokens.uses} + 1`, usedByNodeId: nodeId, usedAtMs: nowMs })
      .where(eq(enrolmentTokens.id, tokenId)),
  );
}
