import { expect, test } from "vitest";
import type { Person } from "./caller.ts";
import { isStill, type KnownApiToken, type KnownUser, type People } from "./people.ts";

const nowMs = 1_790_000_000_000;
const lifetime = { totalSeconds: 3600 };
const user: KnownUser = {
  ...{ id: "ann", kind: "local", email: "ann@test.example", name: "Ann", role: "DEVOPS" },
  ...{ mappedRole: null, roleOverridden: false, passwordHash: null, issuer: null, subject: null },
  disabledAtMs: null,
};
const session = {
  ...{ id: "s", userId: "ann", createdAtMs: nowMs, activeAtMs: nowMs },
  expiresAtMs: nowMs + 1000,
};
const token: KnownApiToken = {
  ...{ id: "t", name: "ci", userId: "ann", role: "USER", lastUsedAtMs: null },
  expiresAtMs: nowMs + 1000,
};

const inBrowser: Person = {
  ...{ kind: "user", id: "ann", email: user.email, name: "Ann", role: "DEVOPS" },
  by: { kind: "session", sessionId: "s" },
};
const byToken: Person = {
  ...inBrowser,
  role: "USER",
  by: { kind: "token", id: "t", name: "ci", hash: "hash" },
};

/** Everybody, but for what a case takes away or changes. */
function people(change: Partial<KnownUser> | null, without: string[] = []): People {
  const has = (id: string) => !without.includes(id);
  return {
    users: new Map(change ? [["ann", { ...user, ...change }]] : []),
    sessions: new Map(has("s") ? [["s", session]] : []),
    apiTokens: new Map(has("t") ? [["hash", token]] : []),
    links: new Map(),
  };
}

test.each<[string, Person, People, boolean]>([
  ["with a session", inBrowser, people({}), true],
  ["whose session ended", inBrowser, people({}, ["s"]), false],
  ["with a session, disabled", inBrowser, people({ disabledAtMs: nowMs }), false],
  ["with a session, of another role", inBrowser, people({ role: "USER" }), false],
  ["with a session, deleted", inBrowser, people(null), false],
  ["with a token", byToken, people({}), true],
  ["with a token, of a role that is still enough", byToken, people({ role: "ADMIN" }), true],
  ["whose token was revoked", byToken, people({}, ["t"]), false],
  ["with a token, disabled", byToken, people({ disabledAtMs: nowMs }), false],
  ["with a token, deleted", byToken, people(null), false],
])("somebody %s may go on: %#", (_case, person, everybody, may) => {
  expect(isStill(person, everybody, { nowMs, lifetime })).toBe(may);
});

test("a token is no good any more when its time is over", () => {
  expect(isStill(byToken, people({}), { nowMs: token.expiresAtMs, lifetime })).toBe(false);
});
