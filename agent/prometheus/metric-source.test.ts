import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { poolConfig } from "../testing/pool-config.ts";
import { prometheusMetricSource } from "./metric-source.ts";

let server: Server;
let asked: URL[] = [];
let answer: { status: number; body: unknown };
const atMs = 1_800_000_000_000;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? "/", "http://prometheus"));
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

const read = (further = "") => {
  const { port } = server.address() as AddressInfo;
  const settings = `monitoring_method: prometheus, prometheus_url: "http://127.0.0.1:${port}/prom/"${further}`;
  return prometheusMetricSource.read(poolConfig(settings), atMs);
};
const vector = (result: unknown[]) => ({
  status: 200,
  body: { status: "success", data: { resultType: "vector", result } },
});

test("read() asks for this pool only, at this time", async () => {
  answer = vector([]);
  expect(await read()).toEqual([]);
  expect(asked.map(({ pathname }) => pathname)).toEqual([
    "/prom/api/v1/query",
    "/prom/api/v1/query",
  ]);
  for (const { searchParams } of asked) {
    expect(searchParams.get("query")).toContain('instance_pool_id="ocid1.instancepool.oc1..web"');
    expect(searchParams.get("time")).toBe(String(atMs / 1000));
  }
});

test("read() leaves out NaN, infinities and series without our label", async () => {
  answer = vector([
    { metric: { instance_id: "i-1" }, value: [atMs / 1000, "42.5"] },
    { metric: { instance_id: "i-2" }, value: [atMs / 1000, "NaN"] },
    { metric: { instance_id: "i-3" }, value: [atMs / 1000, "+Inf"] },
    { metric: {}, value: [atMs / 1000, "1"] },
  ]);
  expect(await read()).toEqual(
    ["cpu", "ram"].map((metric) => ({ instanceId: "i-1", metric, atMs, value: 42.5 })),
  );
});

test.each([
  ["an error", { status: 503, body: {} }],
  ["another form", { status: 200, body: { status: "success", data: { resultType: "matrix" } } }],
])("read() throws for %s", async (_case, given) => {
  answer = given;
  await expect(read()).rejects.toMatchObject({ code: "METRICS_UNREADABLE" });
});

test("read() asks for the pool's own metrics, with its id in their queries", async () => {
  answer = vector([{ metric: { instance_id: "i-1" }, value: [atMs / 1000, "-7"] }]);
  const queue = `metrics: [{name: queue, query: 'queue{pool="$pool_id"}', threshold: 5}]`;
  const samples = await read(`, ${queue}`);
  const queries = asked.map(({ searchParams }) => searchParams.get("query"));
  expect(queries).toHaveLength(3);
  expect(queries).toContain('queue{pool="ocid1.instancepool.oc1..web"}');
  expect(samples.at(-1)).toEqual({ instanceId: "i-1", metric: "queue", atMs, value: -7 });
});

test("read() takes a single series without our label for the whole pool, of a named metric only", async () => {
  const metrics = ", metrics: [{name: queue, query: q, threshold: 5}]";
  answer = vector([{ metric: {}, value: [atMs / 1000, "9"] }]);
  expect(await read(metrics)).toEqual([{ instanceId: null, metric: "queue", atMs, value: 9 }]);
  answer = vector([
    { metric: {}, value: [atMs / 1000, "9"] },
    { metric: {}, value: [atMs / 1000, "8"] },
  ]);
  expect(await read(metrics)).toEqual([]);
});

test("read() asks for the network where the policy votes on it", async () => {
  answer = vector([]);
  await read(", policy: sustained_outlier");
  const queries = asked.map(({ searchParams }) => searchParams.get("query") ?? "");
  expect(queries.filter((query) => query.includes("node_network_"))).toHaveLength(2);
});
