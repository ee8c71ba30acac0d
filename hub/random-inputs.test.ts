import { type Client, createClient } from "@libsql/client/http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../core/contract/people-contract.ts";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { type Caller, mayCall } from "./auth/caller.ts";
import { type LiveProcedure, liveProcedures } from "./testing/live-procedures.ts";
import {
  actionReport,
  configOf,
  decisionReport,
  heartbeat,
  poolReport,
  registration,
  testNode,
} from "./testing/test-node.ts";
import { goodPassword, signedIn, testPerson } from "./testing/test-people.ts";

/** In the suite a sample; `RANDOM_INPUTS=10000` for the proof. */
const inputsEach = Number(process.env.RANDOM_INPUTS ?? 100);
const roles: readonly Role[] = ["USER", "DEVOPS", "ADMIN"];
/** Their valid input here is of somebody else, or carries a wrong token. */
const harmless = new Set(["endSession", "createAdministrator"]);
const someId = crypto.randomUUID();

let running: TemporaryStack;
let database: Client;
/** The headers that each caller calls with. */
const headersOf = new Map<string, Record<string, string>>();
const callerIds: string[] = [];
/** Inputs that would be taken, of things that are there. */
let valid: Record<string, unknown>;

beforeAll(async () => {
  running = await temporaryStack({ offlineAfterSeconds: 86_400 });
  const { stack } = running;
  database = createClient({ url: stack.databaseUrl });
  const node = await testNode(stack, "fuzzed");
  headersOf.set("node key", { authorization: `Bearer ${node.apiKey}` });
  for (const role of roles) {
    const person = await testPerson(stack, role);
    const { cookieHeader } = await signedIn(stack, person);
    headersOf.set(role, { cookie: cookieHeader, origin: stack.hubUrl });
    callerIds.push(person.userId);
  }
  valid = await validInputs(node.nodeId);
}, 60_000);
afterAll(() => running.close());

async function validInputs(nodeId: string): Promise<Record<string, unknown>> {
  const { stack } = running;
  const { userId, email } = await testPerson(stack, "USER");
  const invited = await stack.site.createUser.mutate({
    email: "i@b.example",
    name: "I",
    role: "USER",
  });
  const api = await stack.site.createApiToken.mutate({ name: "there", role: "USER" });
  const [session] = await (
    await signedIn(stack, { userId, email, password: goodPassword })
  ).site.sessions.query();
  const { token } = await stack.site.createEnrolmentToken.mutate({ region: null });
  const [enrolment] = await stack.site.enrolmentTokens.query();
  const decision = decisionReport("fuzz");
  const ofUser = { userId };
  return {
    register: registration(token, "fuzz"),
    heartbeat: heartbeat({ pools: [poolReport("fuzz")] }),
    report: { events: [decision, actionReport(decision)] },
    signIn: { email, password: goodPassword },
    setPassword: { link: invited.path.split("#")[1], password: goodPassword },
    changePassword: { currentPassword: goodPassword, newPassword: `${goodPassword} 2` },
    createAdministrator: { email: "a@b.example", name: "A", setupToken: "x".repeat(40) },
    node: { nodeId },
    pool: { poolId: someId, minutes: 5 },
    events: { limit: 10 },
    audit: { category: "AUTH", text: "x", fromMs: 1, untilMs: 2, limit: 10 },
    publishConfig: { nodeId, yaml: configOf(["fuzz"]), expectedRevision: 0 },
    createEnrolmentToken: { region: "us-ashburn-1", expiresInSeconds: 3600, maxUses: 2 },
    revokeEnrolmentToken: { tokenId: enrolment?.id },
    revokeNodeKeys: { nodeId },
    rotateNodeKey: { nodeId },
    endSession: { sessionId: session?.id },
    createUser: { email: "b@b.example", name: "B", role: "ADMIN" },
    setUserRole: { ...ofUser, role: "ADMIN" },
    resetUserRole: ofUser,
    disableUser: ofUser,
    enableUser: ofUser,
    deleteUser: ofUser,
    resetPassword: ofUser,
    createApiToken: { name: "token", role: "ADMIN", expiresInDays: 3 },
    revokeApiToken: { tokenId: api.tokenId },
  };
}

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

function inputFor(procedure: string, isFree: boolean): fc.Arbitrary<string> {
  const anything = fc.oneof(fc.json(), fc.string());
  const base = valid[procedure];
  if (base === undefined) return anything;
  const near = fc
    .tuple(fc.nat(), wrongValue)
    .map(([place, by]) => JSON.stringify(broken(base, place, by)));
  const right = fc.constant(JSON.stringify(base));
  return fc.oneof(
    { arbitrary: near, weight: 3 },
    { arbitrary: anything, weight: 1 },
    ...(isFree ? [{ arbitrary: right, weight: 1 }] : []),
  );
}

/** What is wrong with the answer; null for nothing. */
async function send(target: LiveProcedure, caller: string, input: string): Promise<string | null> {
  const { path, procedure, isQuery } = target;
  const address = `${running.stack.hubUrl}${path}/${procedure}`;
  const answer = await fetch(isQuery ? `${address}?input=${encodeURIComponent(input)}` : address, {
    method: isQuery ? "GET" : "POST",
    headers: { "content-type": "application/json", ...headersOf.get(caller) },
    ...(isQuery ? {} : { body: input }),
  });
  const text = await answer.text();
  if (answer.status >= 500) return `${answer.status} for ${input}: ${text}`;
  if (answer.ok && !may(caller, target)) return `allowed ${input}: ${text}`;
  return /"stack"|\n\s+at /.test(text) ? `a stack for ${input}: ${text}` : null;
}

/** Whoever signs out is nobody afterwards. */
const signsOut = ({ procedure }: LiveProcedure) => Number(/signOut/.test(procedure));
const targets = liveProcedures.toSorted((a, b) => signsOut(a) - signsOut(b));

function may(caller: string, { path, rule }: LiveProcedure): boolean {
  return mayCall(callerAs(caller, path), rule?.who ?? "ADMIN");
}

function callerAs(name: string, path: string): Caller {
  const role = roles.find((one) => one === name);
  if (role && path !== "/agent") {
    const by = { kind: "session", sessionId: "" } as const;
    return { kind: "user", id: "", email: "", name: "", role, by };
  }
  return !role && path === "/agent"
    ? { kind: "node", nodeId: "", name: "", keyHash: "" }
    : { kind: "anonymous" };
}

/** What is in the database, but for refusals, the callers' own sessions and times of use. */
async function contents(): Promise<Record<string, unknown[]>> {
  const tables = await database.execute("select name from sqlite_master where type = 'table'");
  const names = tables.rows.map(({ name }) => String(name));
  const own = callerIds.map((id) => `'${id}'`).join();
  const only: Record<string, string> = {
    audit: " where status = 'SUCCESS' and action not like 'SIGN_OUT%'",
    sessions: ` where user_id not in (${own})`,
  };
  const all = await database.batch(
    names.map((name) => `select * from "${name}"${only[name] ?? ""}`),
    "read",
  );
  const timeless = (row: object) =>
    JSON.stringify(row, (key, value) => (/used_at_ms$/.test(key) ? undefined : value));
  return Object.fromEntries(names.map((name, i) => [name, all[i]?.rows.map(timeless) ?? []]));
}

describe.each([...roles, "node key"])("with the rights of %s", (caller) => {
  it.each(targets)(
    `$path/$procedure answers ${inputsEach} random inputs without a 5xx, a stack or an effect`,
    async (target) => {
      const before = await contents();
      const isFree = !may(caller, target) || harmless.has(target.procedure);
      const arbitrary = inputFor(target.procedure, isFree);
      const inputs = fc.sample(arbitrary, { numRuns: inputsEach, seed: 20261120 });
      const findings: string[] = [];
      const worker = async (): Promise<void> => {
        for (let input = inputs.pop(); input !== undefined; input = inputs.pop()) {
          const finding = await send(target, caller, input);
          if (finding) findings.push(finding.slice(0, 500));
        }
      };
      await Promise.all(Array.from({ length: 16 }, worker));
      expect(findings).toEqual([]);
      expect(await contents()).toEqual(before);
    },
    300_000,
  );
});
