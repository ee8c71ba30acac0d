import { createClient } from "@libsql/client/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../core/contract/people-contract.ts";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { until } from "../stack/wait.ts";
import { type Caller, mayCall } from "./auth/caller.ts";
import type { Rule } from "./rpc/access.ts";
import { guarded, router } from "./rpc/procedure.ts";
import {
  type LiveRouter,
  liveProcedures,
  liveRouters,
  proceduresOf,
} from "./testing/live-procedures.ts";
import { send } from "./testing/test-browser.ts";
import { testNode } from "./testing/test-node.ts";
import { signedIn, testPerson } from "./testing/test-people.ts";

const roles: readonly Role[] = ["USER", "DEVOPS", "ADMIN"];

/** Somebody who calls: the headers to call with, and what the hub should take them for. */
interface Calling {
  headers: () => Promise<Record<string, string>>;
  as: (path: string) => Caller;
}

const nobody: Caller = { kind: "anonymous" };
const someone = { kind: "user", id: "", email: "", name: "" } as const;
const person = (role: Role): Caller => ({
  ...{ ...someone, role },
  by: { kind: "session", sessionId: "" },
});
const token = (role: Role): Caller => ({
  ...someone,
  role,
  by: { kind: "token", id: "", name: "", hash: "" },
});
const node: Caller = { kind: "node", nodeId: "", name: "", keyHash: "" };

let running: TemporaryStack;
const callers = new Map<string, Calling>();
const names = [
  "anonymous",
  ...roles.flatMap((role) => [role, `API token ${role}`]),
  "node key",
  "disabled user",
  "API token of a disabled user",
  "expired session",
  "revoked API token",
];

/** Agents know nothing of people, and people's calls nothing of nodes. */
const onSite = (caller: Caller) => (path: string) => (path === "/agent" ? nobody : caller);
const onAgents = (caller: Caller) => (path: string) => (path === "/agent" ? caller : nobody);

beforeAll(async () => {
  running = await temporaryStack();
  const { stack } = running;
  const bearer = (token: string) => async () => ({ authorization: `Bearer ${token}` });
  const cookie = (value: string) => async () => ({ cookie: value, origin: stack.hubUrl });
  callers.set("anonymous", { headers: async () => ({}), as: () => nobody });
  for (const role of roles) {
    const one = await testPerson(stack, role);
    const browser = await signedIn(stack, one);
    callers.set(role, {
      headers: async () => {
        // Some of the procedures sign out.
        const { status } = await browser.open("/trpc/me");
        if (status === 401) await browser.signIn(one);
        return { cookie: browser.cookieHeader, origin: stack.hubUrl };
      },
      as: onSite(person(role)),
    });
    const made = await stack.site.createApiToken.mutate({ name: role, role });
    callers.set(`API token ${role}`, { headers: bearer(made.token), as: onSite(token(role)) });
  }
  const { apiKey } = await testNode(stack, "caller");
  callers.set("node key", { headers: bearer(apiKey), as: onAgents(node) });
  await addTheRefused(bearer, cookie);
  await stack.part("hub").kill();
  stack.part("hub").start();
  await until("the hub to answer", async () => (await fetch(`${stack.hubUrl}/healthz`)).ok);
}, 60_000);
afterAll(() => running.close());

/** People whose rights have ended. */
async function addTheRefused(
  bearer: (token: string) => Calling["headers"],
  cookie: (value: string) => Calling["headers"],
): Promise<void> {
  const { stack } = running;
  const disabled = await testPerson(stack, "ADMIN");
  const before = await signedIn(stack, disabled);
  const { token } = await before.site.createApiToken.mutate({ name: "theirs", role: "ADMIN" });
  await stack.site.disableUser.mutate({ userId: disabled.userId });
  callers.set("disabled user", { headers: cookie(before.cookieHeader), as: () => nobody });
  callers.set("API token of a disabled user", { headers: bearer(token), as: () => nobody });
  const expired = await testPerson(stack, "ADMIN");
  const late = await signedIn(stack, expired);
  await createClient({ url: stack.databaseUrl }).execute({
    sql: "update sessions set expires_at_ms = 1 where user_id = ?",
    args: [expired.userId],
  });
  callers.set("expired session", { headers: cookie(late.cookieHeader), as: () => nobody });
  const revoked = await stack.site.createApiToken.mutate({ name: "revoked", role: "ADMIN" });
  await stack.site.revokeApiToken.mutate({ tokenId: revoked.tokenId });
  callers.set("revoked API token", { headers: bearer(revoked.token), as: () => nobody });
}

/** Procedures of a router that nobody has declared, and declarations of none. */
function mismatch(live: LiveRouter, rules: Record<string, Rule>): string[] {
  const [there, declared] = [Object.keys(live), Object.keys(rules)];
  return [
    ...there.filter((name) => !declared.includes(name)),
    ...declared.filter((name) => !there.includes(name)),
  ];
}

describe("every procedure", () => {
  it.each(liveRouters)("of %s declares who may call it", (_path, live, rules) => {
    expect(mismatch(live, rules)).toEqual([]);
  });

  it("without a declaration is found, and refused to everybody", async () => {
    const rules: Record<string, Rule> = {};
    const careless = router({ forgotten: guarded(rules).query(() => "secret") });
    const live = proceduresOf(careless);
    expect(mismatch(live, rules)).toEqual(["forgotten"]);
    const context = {
      ...{ caller: person("ADMIN"), origin: { address: null, userAgent: null } },
      ...{ countCall: async () => {}, noteRefusal: () => {} },
    };
    const call = careless.createCaller(context as never).forgotten();
    await expect(call).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe.each(names)("called by %s", (name) => {
  it.each(liveProcedures)("$path/$procedure is allowed or refused as declared", async (cell) => {
    const { path, procedure, isQuery, rule } = cell;
    const calling = callers.get(name);
    if (!calling || !rule) throw new Error(`There is no caller ${name}, or no rule.`);
    const isAllowed = mayCall(calling.as(path), rule.who);
    // An input that no procedure takes: whoever may call is told so, and nothing happens.
    const wrong = encodeURIComponent('"nonsense"');
    const url = `${running.stack.hubUrl}${path}/${procedure}`;
    const answer = isQuery
      ? await send(`${url}?input=${wrong}`, { headers: await calling.headers() })
      : await send(url, {
          method: "POST",
          headers: { "content-type": "application/json", ...(await calling.headers()) },
          body: '"nonsense"',
        });
    expect(answer.status).toBeLessThan(500);
    const isRefused = answer.status === 401 || answer.status === 403;
    expect({ isRefused, status: answer.status }).toEqual({
      isRefused: !isAllowed,
      status: answer.status,
    });
  });
});
