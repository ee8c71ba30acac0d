import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeHub, startFakeHub } from "../testing/fake-hub.ts";
import { trpcHubLink } from "./hub-link.ts";

const beat = {
  sentAtMs: 1,
  status: "ACTIVE",
  statusReason: null,
  agentVersion: "1",
  configRevision: null,
  pools: [],
} as const;

let hub: FakeHub;
beforeEach(async () => {
  hub = await startFakeHub();
});
afterEach(() => hub.close());

const heartbeat = (apiKey = "ask_test", url = hub.url) =>
  trpcHubLink(url).heartbeat(apiKey, { ...beat, pools: [] });

test("a call carries the key and gives the hub's answer", async () => {
  expect(await heartbeat()).toMatchObject({
    kind: "answered",
    value: { configUpdateNeeded: false },
  });
  expect(await trpcHubLink(hub.url).config("ask_test")).toEqual({ kind: "answered", value: null });
});

test("a wrong key is unauthorized", async () => {
  expect(await heartbeat("ask_wrong")).toMatchObject({ kind: "unauthorized" });
});

test("only what no repetition heals is rejected", async () => {
  hub.failure = "BAD_REQUEST";
  expect(await heartbeat()).toMatchObject({ kind: "rejected", message: "as the test asks" });
  for (const code of ["TOO_MANY_REQUESTS", "NOT_FOUND", "INTERNAL_SERVER_ERROR"] as const) {
    hub.failure = code;
    await expect(heartbeat()).rejects.toMatchObject({ code: "HUB_UNREACHABLE" });
  }
});

const plain = JSON.stringify({ error: { message: "no" } });

test.each([
  [413, plain, { kind: "rejected" }],
  [401, plain, { kind: "unauthorized" }],
  [400, plain, null],
  [404, "<html>", null],
  [502, "<html>", null],
])("an answer %i that is not tRPC's own: %s", async (status, body, expected) => {
  const proxy = createServer((_request, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const call = heartbeat("ask_test", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  if (expected) expect(await call).toMatchObject(expected);
  else await expect(call).rejects.toMatchObject({ code: "HUB_UNREACHABLE" });
  proxy.close();
  proxy.closeAllConnections();
});

test("a hub that does not answer is unreachable, with the reason", async () => {
  await expect(heartbeat("ask_test", "http://127.0.0.1:9")).rejects.toThrow(
    /The hub can not be reached: .*(ECONNREFUSED|bad port)/,
  );
});
