import { type Client, createClient } from "@libsql/client/http";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { agentAccess, siteAccess } from "./rpc/access.ts";
import {
  actionReport,
  configOf,
  decisionReport,
  heartbeat,
  poolReport,
  registration,
  testNode,
} from "./testing/test-node.ts";

const inputsEach = 2000;
const queries = new Set(["ping", "overview", "nodes", "node", "pool", "events", "config"]);
const tables = [
  "nodes",
  "node_keys",
  "enrolment_tokens",
  "configs",
  "pools",
  "samples",
  "pool_hours",
  "decisions",
  "actions",
  "lifecycle_events",
  "audit",
];

let running: TemporaryStack;
let database: Client;
let key: string;

beforeAll(async () => {
  running = await temporaryStack();
  database = createClient({ url: running.stack.databaseUrl });
  key = (await testNode(running.stack, "fuzzed")).apiKey;
});
afterAll(() => running.close());

/** Inputs that would be taken, but for the part that is broken by chance. */
const decision = decisionReport("fuzz");
const valid: Record<string, unknown> = {
  register: registration("enrol_none", "fuzz"),
  heartbeat: heartbeat({ pools: [poolReport("fuzz")] }),
  report: { events: [decision, actionReport(decision)] },
  node: { nodeId: crypto.randomUUID() },
  pool: { poolId: crypto.randomUUID(), minutes: 5 },
  events: { limit: 10 },
  publishConfig: { nodeId: crypto.randomUUID(), yaml: configOf(["fuzz"]), expectedRevision: 0 },
  createEnrolmentToken: { region: "us-ashburn-1", expiresInSeconds: 3600 },
  revokeNodeKeys: { nodeId: crypto.randomUUID() },
};

/** A copy in which one value, at a place chosen by chance, is something else. */
function broken(value: unknown, place: number, by: unknown): unknown {
  const paths = leafPaths(value, []);
  const path = paths[place % paths.length] ?? [];
  const copy = { root: structuredClone(value) };
  let at: Record<string, unknown> = copy;
  let name = "root";
  for (const step of path) {
    at = at[name] as Record<string, unknown>;
    name = step;
  }
  at[name] = by;
  return copy.root;
}

function leafPaths(value: unknown, path: string[]): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leafPaths(inner, [...path, name]));
}

/** Only objects and nested lists: a number or a text could be right where it lands. */
const wrongValue = fc.oneof(
  fc.constant([[]]),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { minKeys: 1 }),
);

function inputFor(procedure: string): fc.Arbitrary<string> {
  const anything = fc.oneof(fc.json(), fc.string());
  const base = valid[procedure];
  if (base === undefined) return anything;
  const near = fc
    .tuple(fc.nat(), wrongValue)
    .map(([place, by]) => JSON.stringify(broken(base, place, by)));
  return fc.oneof({ arbitrary: near, weight: 3 }, { arbitrary: anything, weight: 1 });
}

async function send(path: string, procedure: string, input: string): Promise<string | null> {
  const isQuery = queries.has(procedure);
  const address = `${running.stack.hubUrl}${path}/${procedure}`;
  const answer = await fetch(isQuery ? `${address}?input=${encodeURIComponent(input)}` : address, {
    method: isQuery ? "GET" : "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(isQuery ? {} : { body: input }),
  });
  const text = await answer.text();
  if (answer.status >= 500) return `${answer.status} for ${input}: ${text}`;
  return /"stack"|\n\s+at /.test(text) ? `a stack for ${input}: ${text}` : null;
}

async function rowsOfAll(): Promise<Record<string, number>> {
  const counted = await database.batch(
    tables.map((table) => `select count(*) as n from ${table}`),
    "read",
  );
  return Object.fromEntries(tables.map((table, i) => [table, Number(counted[i]?.rows[0]?.n)]));
}

const procedures = [
  ...Object.keys(agentAccess).map((name) => ["/agent", name] as const),
  ...Object.keys(siteAccess).map((name) => ["/trpc", name] as const),
];

it.each(procedures)(
  `%s/%s answers ${inputsEach} random inputs without a 5xx, a stack or a write`,
  async (path, procedure) => {
    const before = await rowsOfAll();
    const inputs = fc.sample(inputFor(procedure), { numRuns: inputsEach, seed: 20261120 });
    const findings: string[] = [];
    const worker = async (): Promise<void> => {
      for (let input = inputs.pop(); input !== undefined; input = inputs.pop()) {
        const finding = await send(path, procedure, input);
        if (finding) findings.push(finding.slice(0, 500));
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect(findings).toEqual([]);
    expect(await rowsOfAll()).toEqual(before);
  },
  120_000,
);
