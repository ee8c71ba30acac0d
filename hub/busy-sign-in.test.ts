import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { sleep } from "../stack/wait.ts";
import { type Answer, send, TestBrowser } from "./testing/test-browser.ts";
import { heartbeat, type TestNode, testNode } from "./testing/test-node.ts";
import { goodPassword, testPerson } from "./testing/test-people.ts";

const headers = { "content-type": "application/json" };
const body = JSON.stringify({ email: "nobody@test.example", password: "guessed" });

let running: TemporaryStack;
let node: TestNode;

beforeAll(async () => {
  running = await temporaryStack();
  node = await testNode(running.stack, "patient");
});
afterAll(() => running.close());

const signInUrl = (): string => `${running.stack.hubUrl}/auth/signIn`;

/** Thirty sign-ins at once, five from each of six addresses. */
function thirtySignIns(network: string): Promise<Answer[]> {
  const froms = Array.from({ length: 30 }, (_, i) => `127.0.${network}.${(i % 6) + 1}`);
  return Promise.all(
    froms.map((from) => send(signInUrl(), { method: "POST", headers, body, from })),
  );
}

/** Ms that each heartbeat took until the work was done. */
async function heartbeatsDuring(work: Promise<unknown>): Promise<number[]> {
  let isDone = false;
  void work.then(() => {
    isDone = true;
  });
  const tookMs: number[] = [];
  while (!isDone) {
    const startedAtMs = Date.now();
    await node.hub.heartbeat.mutate(heartbeat());
    tookMs.push(Date.now() - startedAtMs);
    await sleep(20);
  }
  return tookMs;
}

describe("many who sign in at once", () => {
  it("hold up no heartbeat, and are told to come back beyond those who may wait", async () => {
    const signIns = thirtySignIns("7");
    const tookMs = await heartbeatsDuring(signIns);
    expect(Math.max(...tookMs)).toBeLessThan(2000);
    expect(tookMs.length).toBeGreaterThan(5);
    const answers = await signIns;
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused.map((answer) => answer.headers["retry-after"])).toEqual(refused.map(() => "10"));
    expect(answers.filter(({ status }) => status === 401).length).toBe(30 - refused.length);
    expect(refused.length).toBeLessThan(25);
  });

  it("hold up nobody who sends a link that was never made: it costs no hash", async () => {
    const tries = Array.from({ length: 25 }, (_, i) => {
      const call = { link: `link_${"x".repeat(40)}${i}`, password: goodPassword };
      const setPassword = { method: "POST", headers, body: JSON.stringify(call) };
      return send(`${running.stack.hubUrl}/auth/setPassword`, {
        ...setPassword,
        from: "127.0.9.1",
      });
    });
    const answers = await Promise.all(tries);
    expect(answers.map(({ status }) => status)).toEqual(Array(25).fill(401));
  });

  it("and hang up keep nobody else out", async () => {
    const person = await testPerson(running.stack, "USER");
    const hungUp = Array.from({ length: 30 }, (_, i) => {
      const localAddress = `127.0.8.${(i % 6) + 1}`;
      const sent = request(signInUrl(), { method: "POST", headers, localAddress, agent: false });
      sent.on("error", () => {});
      sent.end(body);
      return sent;
    });
    await sleep(600);
    for (const one of hungUp) one.destroy();
    await sleep(2500);
    await new TestBrowser(running.stack.hubUrl, "127.0.8.9").signIn(person);
  });
});
