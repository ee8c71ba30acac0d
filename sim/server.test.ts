import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  COMPARTMENT,
  signedHeaders,
  startTestRegion,
  type TestRegion,
  WEB,
} from "./test-region.ts";

let region: TestRegion;

beforeEach(async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  region = await startTestRegion();
});

afterEach(() => region.close());

async function send(method: string, path: string, init: RequestInit = {}) {
  const response = await fetch(region.url + path, { method, ...init });
  const body: unknown = await response.json();
  return { status: response.status, headers: response.headers, body };
}

/** Sends bytes as they are, and returns what comes back. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(region.port, "127.0.0.1", () => socket.end(text));
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.on("close", () => resolve(received));
    socket.on("error", reject);
  });
}

const stillServes = async () => expect((await send("GET", "/sim/state")).status).toBe(200);

describe("garbage is answered in OCI's form, and the region goes on", () => {
  test.each([
    ["GET", "/", 404],
    ["GET", "/20160918/nothing", 404],
    ["GET", "/20160918/instancePools/%E0%A4%A", 401],
    ["DELETE", `/20160918/instancePools/${WEB}`, 405],
    ["GET", "/sim/nothing", 404],
    ["POST", "/sim/pools/%E0%A4%A/resize", 404],
  ])("%s %s is %i", async (method, path, status) => {
    const answer = await send(method, path);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ code: expect.any(String), message: expect.any(String) });
    await stillServes();
  });

  test.each([
    ["GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", " 400 "],
    ["GET //[ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", " 40"],
    ["\0\0\0\r\n\r\n", " 400 "],
    ["PUT /sim/faults HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nshort", ""],
  ])("raw bytes %j", async (bytes, wanted) => {
    expect(await sendRaw(bytes)).toContain(wanted);
    await stillServes();
  });

  test("garbage JSON is a 400", async () => {
    const answer = await send("PUT", "/sim/faults", { body: "{not json" });
    expect(answer).toMatchObject({ status: 400, body: { code: "CannotParseRequest" } });
  });

  test.each([
    ["that is announced", "Content-Length: 1048577\r\n\r\n"],
    [
      "in a chunk",
      `Transfer-Encoding: chunked\r\n\r\n100001\r\n${"x".repeat(0x100001)}\r\n0\r\n\r\n`,
    ],
  ])("a body over 1 MiB %s is a 413", async (_, rest) => {
    const answer = await sendRaw(`PUT /sim/faults HTTP/1.1\r\nHost: a\r\n${rest}`);
    expect(answer).toContain(" 413 ");
    expect(answer).toContain("RequestEntityTooLarge");
    await stillServes();
  });

  test.each([
    ["PUT", `/20160918/instancePools/${WEB}`, "{not json", "CannotParseRequest"],
    ["PUT", `/20160918/instancePools/${WEB}`, "[]", "InvalidParameter"],
    ["PUT", `/20160918/instancePools/${WEB}`, '{"displayName":7}', "InvalidParameter"],
    [
      "POST",
      `/20180401/metrics/actions/summarizeMetricsData?compartmentId=${COMPARTMENT}`,
      "\0",
      "CannotParseRequest",
    ],
  ] as const)("a signed %s %s with %j is a 400 %s", async (method, path, body, code) => {
    const headers = await signedHeaders(method, region.url + path, { body });
    expect(await send(method, path, { headers, body })).toMatchObject({
      status: 400,
      body: { code },
    });
  });

  test("a signed path that is badly encoded is a 400", async () => {
    const path = "/20160918/instancePools/%E0%A4%A";
    const headers = await signedHeaders("GET", region.url + path);
    expect(await send("GET", path, { headers })).toMatchObject({ status: 400 });
  });
});

describe("headers", () => {
  test("echo the client's request id, and give one where there is none", async () => {
    const sent = await send("GET", "/sim/state", { headers: { "opc-request-id": "mine-1" } });
    expect(sent.headers.get("opc-request-id")).toBe("mine-1");
    const first = (await send("GET", "/sim/state")).headers.get("opc-request-id");
    const second = (await send("GET", "/sim/state")).headers.get("opc-request-id");
    expect(first).toMatch(/^[0-9A-F]{32}$/);
    expect(second).not.toBe(first);
  });

  test("the date is the region's, and 429 says when to come again", async () => {
    const answer = await send("GET", "/sim/state");
    expect(answer.headers.get("date")).toBe(new Date(region.clock.ms).toUTCString());
    region.setFaults([{ kind: "throttle", retry_after_seconds: 7 }]);
    const raw = vi.spyOn(globalThis, "fetch");
    await region.compute.getInstancePool({ instancePoolId: WEB }).catch(() => {});
    const response = await raw.mock.results[0]?.value;
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("7");
    raw.mockRestore();
  });
});

describe("the control API", () => {
  test("shows the pools, what was updated by whom, and who asked for what", async () => {
    await region.compute.getInstancePool({ instancePoolId: WEB });
    await send("POST", `/sim/pools/${WEB}/resize`, { body: '{"size":6}' });
    const { body } = await send("GET", "/sim/state");
    expect(body).toMatchObject({
      region: "us-ashburn-1",
      now_ms: region.clock.ms,
      pools: [
        { id: WEB, size: 6, state: "SCALING", running: 4, booting: 2, terminating: 0, demand: 2 },
        { display_name: "batch", size: 1, state: "RUNNING", running: 1, demand: 3 },
      ],
      updates: [{ pool_id: WEB, from: 4, to: 6, by: "someone_else", retry_token: null }],
      requests: { GetInstancePool: { 200: 1 } },
    });
  });

  test("sets, shows and clears faults", async () => {
    const faults = [{ kind: "throttle", operation: "UpdateInstancePool" }];
    const set = await send("PUT", "/sim/faults", { body: JSON.stringify(faults) });
    expect(set).toMatchObject({ status: 200, body: faults });
    expect((await send("GET", "/sim/faults")).body).toEqual(faults);
    expect((await send("DELETE", "/sim/faults")).body).toEqual([]);
    expect(region.faults()).toEqual([]);
  });

  test.each([
    ["PUT", "/sim/faults", '[{"kind":"flood"}]', 400, "InvalidParameter"],
    ["POST", `/sim/pools/${WEB}/resize`, '{"size":-1}', 400, "InvalidParameter"],
    ["POST", `/sim/pools/${WEB}/resize`, '{"sizes":1}', 400, "InvalidParameter"],
    ["POST", "/sim/pools/none/resize", '{"size":1}', 404, "NotAuthorizedOrNotFound"],
  ])("%s %s %s is %i %s", async (method, path, body, status, code) => {
    expect(await send(method, path, { body })).toMatchObject({ status, body: { code } });
    expect(region.state().updates).toEqual([]);
    expect(region.faults()).toEqual([]);
  });
});
