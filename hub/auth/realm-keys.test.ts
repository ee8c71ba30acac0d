import { setTimeout as sleep } from "node:timers/promises";
import { exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from "jose";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { realmKeys } from "./realm-keys.ts";

interface Key {
  kid: string;
  public: JWK;
  sign: () => Promise<string>;
}

async function newKey(kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const sign = () =>
    new SignJWT({ sub: "somebody" }).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey);
  return { kid, public: { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" }, sign };
}

const published = (...keys: Key[]) => Response.json({ keys: keys.map((key) => key.public) });

let first: Key;
let second: Key;
let unknown: Key;
/** A realm of its own for each test: what was fetched is kept for the process. */
let realmUrl: string;
let realms = 0;
const asked: string[] = [];
/** What the provider answers. */
let answer: () => Response | Promise<Response>;

beforeAll(async () => {
  first = await newKey("first");
  second = await newKey("second");
  unknown = await newKey("unknown");
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_790_000_000_000 });
  realms += 1;
  realmUrl = `https://id.test.example/realms/${realms}`;
  asked.length = 0;
  answer = () => published(first);
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return answer();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const verify = async (key: Key) => jwtVerify(await key.sign(), realmKeys(realmUrl));
const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

describe("the keys of a realm", () => {
  it("are asked for once for many tokens, where Keycloak has them", async () => {
    for (let i = 0; i < 20; i++) await verify(first);
    expect(asked).toEqual([`${realmUrl}/protocol/openid-connect/certs`]);
  });

  it("that are rotated in are found at once when a token names one, by asking once more", async () => {
    await verify(first);
    answer = () => published(second);
    expect((await verify(second)).payload.sub).toBe("somebody");
    expect(asked).toHaveLength(2);
    await verify(second);
    expect(asked).toHaveLength(2);
    await expect(verify(first)).rejects.toThrow("no applicable key");
  });

  it("are no more trusted ten minutes after they were taken back", async () => {
    await verify(first);
    answer = () => published(second);
    pass(599);
    await verify(first);
    pass(1);
    await expect(verify(first)).rejects.toThrow("no applicable key");
  });

  it("are asked for five times a minute at most under a flood of made-up ids, one by one", async () => {
    await verify(first);
    for (let second = 0; second < 120; second++) {
      await expect(verify(unknown)).rejects.toThrow("no applicable key");
      pass(1);
    }
    expect(asked.length).toBeLessThanOrEqual(1 + 2 * 5);
    await verify(first);
  });

  it("are asked for five times when a flood comes all at once", async () => {
    await verify(first);
    pass(31);
    answer = () => sleep(100).then(() => published(first));
    const flood = await Promise.allSettled(Array.from({ length: 50 }, () => verify(unknown)));
    expect(flood.every(({ status }) => status === "rejected")).toBe(true);
    expect(asked).toHaveLength(1 + 5);
  });

  it("do not let a flood through to a provider that is down", async () => {
    await verify(first);
    answer = () => Promise.reject(new TypeError("fetch failed"));
    pass(31);
    for (let i = 0; i < 20; i++) await expect(verify(unknown)).rejects.toThrow();
    expect(asked).toHaveLength(1 + 5);
    await verify(first);
  });

  it("have a signature refused that another key made under their id", async () => {
    const forger = await newKey("first");
    await expect(verify(forger)).rejects.toThrow("signature verification failed");
    expect(asked).toHaveLength(1);
  });
});

describe("a provider", () => {
  const faults: [string, () => Response | Promise<Response>, RegExp][] = [
    ["is down", () => Promise.reject(new TypeError("fetch failed")), /fetch failed/],
    ["is late", () => Promise.reject(new DOMException("timed out", "TimeoutError")), /timed out/],
    ["answers 503", () => new Response("busy", { status: 503 }), /HTTP 503/],
    ["answers a page", () => new Response("<html>Sign in to the Wi-Fi</html>"), /JSON/],
    ["answers nothing", () => new Response(""), /JSON/],
    ["answers null", () => Response.json(null), /Key Set/],
    ["answers other JSON", () => Response.json({ error: "unknown_realm" }), /Key Set/],
    ["answers keys that are none", () => Response.json({ keys: ["key"] }), /Key Set/],
  ];

  it.each(faults)(
    "that %s fails the sign-in with a reason, and the next one works",
    async (_, fault, reason) => {
      answer = fault;
      const failing = verify(first);
      await expect(failing).rejects.toThrow(/^the provider's keys can not be read: /);
      await expect(failing).rejects.toThrow(reason);
      answer = () => published(first);
      expect((await verify(first)).payload.sub).toBe("somebody");
    },
  );

  it.each(faults)(
    "that %s when a new key is looked for leaves the old ones good",
    async (_, fault) => {
      await verify(first);
      pass(31);
      answer = fault;
      await expect(verify(second)).rejects.toThrow(/^the provider's keys can not be read: /);
      await verify(first);
      pass(30);
      answer = () => published(first, second);
      await verify(second);
    },
  );
});
