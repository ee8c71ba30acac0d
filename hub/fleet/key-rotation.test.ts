import { describe, expect, it } from "vitest";
import { sha256Hex } from "../auth/secret.ts";
import { emptyFleet } from "../testing/empty-fleet.ts";
import { heartbeat } from "../testing/test-node.ts";
import { askForKeyRotation } from "./ask-for-key-rotation.ts";
import { theHub } from "./audit-row.ts";
import { issueNodeKey } from "./issue-node-key.ts";
import { givenKey } from "./key-rotation.ts";
import type { Plan } from "./plan.ts";
import { recordHeartbeat } from "./record-heartbeat.ts";

const startMs = 1_790_000_000_000;
const overlapMs = 10 * 60_000;
const origin = { address: null, userAgent: null };

/** A node with its first key, on a clock that goes on a second with everything that happens. */
class Rotating {
  nowMs = startMs;
  readonly memory = emptyFleet();

  constructor() {
    this.memory.nodes.set("node", {
      ...{ id: "node", name: "node", region: "us-ashburn-1", registrationHash: "r" },
      ...{ status: "INACTIVE", lastHeartbeatAtMs: null, appliedRevision: null },
      ...{ activeRevision: null, activeHash: null, heartbeatsUntilMs: 0 },
      keyRotationAskedAtMs: null,
    });
    givenKey(this.memory, "node", "first", this.#occasion());
  }

  ask(): void {
    askForKeyRotation(this.memory, theHub, { nodeId: "node" }, this.#occasion());
  }

  /** Whether the hub wants the key to be replaced. */
  beat(apiKey: string): boolean {
    const sender = { ...this.#sender(apiKey), heartbeatsPerMinute: 1_000_000 };
    const plan = recordHeartbeat(this.memory, sender, heartbeat(), this.#occasion());
    return plan.result.keyRotationNeeded;
  }

  rotate(apiKey: string): string {
    return issueNodeKey(this.memory, this.#sender(apiKey), this.#occasion()).result.apiKey;
  }

  /** What the audit log is told with a heartbeat after the node's first. */
  beatLogged(apiKey: string) {
    const sender = { ...this.#sender(apiKey), heartbeatsPerMinute: 1_000_000 };
    const plan = recordHeartbeat(this.memory, sender, heartbeat(), this.#occasion());
    return logged(plan).filter(({ action }) => action !== "CAME_ONLINE");
  }

  issueLogged(apiKey: string) {
    const plan = issueNodeKey(this.memory, this.#sender(apiKey), this.#occasion());
    return { ...plan.result, details: logged(plan)[0]?.details };
  }

  key(apiKey: string) {
    return this.memory.keys.get(sha256Hex(apiKey));
  }

  #sender(apiKey: string) {
    return { nodeId: "node", keyHash: sha256Hex(apiKey), origin };
  }

  #occasion() {
    this.nowMs += 1000;
    return { nowMs: this.nowMs, newId: () => crypto.randomUUID() };
  }
}

function logged({ writes }: Plan<unknown>) {
  return writes.flatMap((write) => {
    if (write.kind !== "audit") return [];
    const { action, actorKind, actorId, details } = write.entry;
    return [{ action, actorKind, actorId, details: JSON.parse(details ?? "{}") }];
  });
}

describe("a rotation", () => {
  it("is asked for with every heartbeat until the new key is used", () => {
    const node = new Rotating();
    expect(node.beat("first")).toBe(false);
    node.ask();
    expect([node.beat("first"), node.beat("first")]).toEqual([true, true]);
    const second = node.rotate("first");
    expect(node.beat("first")).toBe(true);
    expect(node.beat(second)).toBe(false);
    expect(node.beat("first")).toBe(false);
  });

  it("that was asked for before the node's first heartbeat is not forgotten over it", () => {
    const node = new Rotating();
    node.ask();
    expect(node.beat("first")).toBe(true);
    expect(node.beat(node.rotate("first"))).toBe(false);
  });

  it("that is asked for again while a new key is under way gives another", () => {
    const node = new Rotating();
    node.beat("first");
    node.ask();
    const second = node.rotate("first");
    node.ask();
    expect(node.beat(second)).toBe(true);
    expect(node.beat(node.rotate(second))).toBe(false);
  });
});

describe("a key", () => {
  it("is good for ten minutes after the new one's first use, not from when that was given", () => {
    const node = new Rotating();
    node.beat("first");
    node.ask();
    const second = node.rotate("first");
    node.nowMs += 24 * 3_600_000;
    node.beat("first");
    expect(node.key("first")?.expiresAtMs).toBeNull();
    node.beat(second);
    expect(node.key("first")?.expiresAtMs).toBe(node.nowMs + overlapMs);
    const endMs = node.key("first")?.expiresAtMs;
    node.beat(second);
    node.beat("first");
    expect(node.key("first")?.expiresAtMs).toBe(endMs);
    expect(node.key(second)?.expiresAtMs).toBeNull();
  });

  it("whose answer was lost is taken back when the node asks again", () => {
    const node = new Rotating();
    node.beat("first");
    node.ask();
    const lost = node.rotate("first");
    const second = node.rotate("first");
    expect(node.key(lost)).toBeUndefined();
    node.beat(second);
    expect(node.memory.keys.size).toBe(2);
  });

  it("that ends, or is taken back, is named in the audit log by what ended it", () => {
    const node = new Rotating();
    const first = node.key("first")?.id;
    expect(node.beatLogged("first")).toEqual([]);
    node.ask();
    const lost = node.key(node.rotate("first"))?.id;
    const issued = node.issueLogged("first");
    expect(issued.details).toMatchObject({ takenBackKeyIds: [lost] });
    const second = node.key(issued.apiKey)?.id;
    expect(node.beatLogged(issued.apiKey)).toEqual([
      {
        ...{ action: "RETIRE_NODE_KEY", actorKind: "node", actorId: "node" },
        details: { keyId: second, retiredKeyIds: [first], expiresAtMs: node.nowMs + overlapMs },
      },
    ]);
    expect(node.beatLogged(issued.apiKey)).toEqual([]);
  });

  it("that was used before costs a heartbeat no look at the others", () => {
    const node = new Rotating();
    node.beat("first");
    node.memory.keys.values = () => {
      throw new Error("All keys were looked through.");
    };
    expect(node.beat("first")).toBe(false);
  });

  it("that was replaced gets no new one, so that a thief does not outlive the rotation", () => {
    const node = new Rotating();
    node.beat("first");
    node.ask();
    const second = node.rotate("first");
    node.beat(second);
    node.ask();
    expect(() => node.rotate("first")).toThrow("This key was replaced; use the new one.");
    expect(node.key(second)?.expiresAtMs).toBeNull();
    node.rotate(second);
  });
});
