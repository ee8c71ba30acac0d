import { describe, expect, it } from "vitest";
import { sha256Hex } from "../auth/secret.ts";
import { emptyFleet } from "../testing/empty-fleet.ts";
import { heartbeat, registration } from "../testing/test-node.ts";
import { theHub } from "./audit-row.ts";
import { createEnrolmentToken } from "./create-enrolment-token.ts";
import { recordHeartbeat } from "./record-heartbeat.ts";
import { registerNode } from "./register-node.ts";
import { revokeNodeKeys } from "./revoke-node-keys.ts";

const origin = { address: null, userAgent: null };

/** A hub on a clock that goes on a second with everything that happens. */
class Registering {
  #nowMs = 1_790_000_000_000;
  readonly #memory = emptyFleet();

  token(region: string | null, maxUses = 1): string {
    const input = { region, maxUses, expiresInSeconds: 3600 };
    return createEnrolmentToken(this.#memory, theHub, input, this.#occasion()).result.token;
  }

  register(input: ReturnType<typeof registration>) {
    return registerNode(this.#memory, origin, input, this.#occasion()).result;
  }

  beat({ nodeId, apiKey }: { nodeId: string; apiKey: string }): void {
    const sender = { nodeId, keyHash: sha256Hex(apiKey), origin, heartbeatsPerMinute: 1_000_000 };
    recordHeartbeat(this.#memory, sender, heartbeat(), this.#occasion());
  }

  revoke(nodeId: string): void {
    revokeNodeKeys(this.#memory, theHub, { nodeId }, this.#occasion());
  }

  #occasion() {
    this.#nowMs += 1000;
    return { nowMs: this.#nowMs, newId: () => crypto.randomUUID() };
  }
}

describe("registering again with the same token", () => {
  it("gives a new key while the first was not used, and not after", () => {
    const hub = new Registering();
    const request = registration(hub.token(null), "node");
    hub.register(request);
    hub.beat(hub.register(request));
    expect(() => hub.register(request)).toThrow("unknown, used or expired");
  });

  it.each([1, 5])("is refused once a person revoked the keys, of %i uses", (maxUses) => {
    const hub = new Registering();
    const request = registration(hub.token(null, maxUses), "node");
    hub.revoke(hub.register(request).nodeId);
    expect(() => hub.register(request)).toThrow("unknown, used or expired");
    const another = { ...request, enrolmentToken: hub.token(null) };
    expect(hub.register(another).apiKey).toMatch(/^ask_/);
  });
});

describe("a known node that registers with a new token", () => {
  const node = (hub: Registering) => {
    const request = registration(hub.token(null), "node");
    hub.register(request);
    return request;
  };

  it("is refused under another region", () => {
    const hub = new Registering();
    const moved = { ...node(hub), enrolmentToken: hub.token(null), region: "eu-frankfurt-1" };
    expect(() => hub.register(moved)).toThrow('"node" is registered in us-ashburn-1');
  });

  it("is refused with a token of another region, whatever region it says", () => {
    for (const region of ["eu-frankfurt-1", "us-ashburn-1"]) {
      const hub = new Registering();
      const moved = { ...node(hub), enrolmentToken: hub.token("eu-frankfurt-1"), region };
      expect(() => hub.register(moved)).toThrow("This enrolment token is for eu-frankfurt-1 only");
    }
  });
});
