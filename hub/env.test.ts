import { describe, expect, it } from "vitest";
import { type Bindings, settingsOf } from "./env.ts";

type Variables = Partial<Record<keyof Bindings, string>>;

const onThisMachine = { DATABASE_URL: "http://127.0.0.1:8080" };
const keycloak = {
  KEYCLOAK_SERVER_URL: "https://id.test.example",
  KEYCLOAK_REALM: "people",
  KEYCLOAK_CLIENT_ID: "tidepool",
  KEYCLOAK_CLIENT_SECRET: "secret",
};

const settings = (variables: Variables) =>
  settingsOf({ ...onThisMachine, ...variables } as unknown as Bindings);

describe("the hub's settings", () => {
  it("are the usual ones where only the database is set", () => {
    expect(settings({})).toEqual({
      database: { url: "http://127.0.0.1:8080", authToken: null },
      publicUrl: null,
      setupToken: null,
      offlineAfterSeconds: 300,
      sessions: { idleSeconds: 1800, totalSeconds: 86_400 },
      limits: { callsPerMinute: 100, adminCallsPerMinute: 200, heartbeatsPerMinute: 2 },
      keycloak: null,
      simulation: false,
    });
  });

  it.each<[Variables, object]>([
    [{ PUBLIC_URL: "https://hub.test.example" }, { publicUrl: "https://hub.test.example" }],
    [{ PUBLIC_URL: "http://localhost:8787" }, { publicUrl: "http://localhost:8787" }],
    [{ SETUP_TOKEN: "s".repeat(32) }, { setupToken: "s".repeat(32) }],
    [{ OFFLINE_AFTER_SECONDS: "1" }, { offlineAfterSeconds: 1 }],
    [
      { SESSION_IDLE_MINUTES: "0.5", SESSION_HOURS: "1.5" },
      { sessions: { idleSeconds: 30, totalSeconds: 5400 } },
    ],
    // In floating point 0.07 × 60 and 0.7 × 3600 are no whole numbers.
    [
      { SESSION_IDLE_MINUTES: "0.07", SESSION_HOURS: "0.0012" },
      { sessions: { idleSeconds: 4, totalSeconds: 4 } },
    ],
    [
      { CALLS_PER_MINUTE: "7", ADMIN_CALLS_PER_MINUTE: "8", HEARTBEATS_PER_MINUTE: "9" },
      { limits: { callsPerMinute: 7, adminCallsPerMinute: 8, heartbeatsPerMinute: 9 } },
    ],
    [{ SIMULATION: "true" }, { simulation: true }],
    [{ SIMULATION: "false" }, { simulation: false }],
    [
      { DATABASE_URL: "libsql://db.test.example", DATABASE_AUTH_TOKEN: "token" },
      { database: { url: "libsql://db.test.example", authToken: "token" } },
    ],
    [
      { DATABASE_URL: "https://db.test.example", DATABASE_AUTH_TOKEN: "token" },
      { database: { url: "https://db.test.example", authToken: "token" } },
    ],
    [{ DATABASE_URL: "http://[::1]:8080/" }, { database: { url: "http://[::1]:8080/" } }],
    [
      keycloak,
      { keycloak: { realmUrl: "https://id.test.example/realms/people", groupRoles: null } },
    ],
    [
      { ...keycloak, KEYCLOAK_SERVER_URL: "http://localhost:8180/", KEYCLOAK_REALM: "a b" },
      { keycloak: { realmUrl: "http://localhost:8180/realms/a%20b" } },
    ],
    [{ ...keycloak, KEYCLOAK_GROUP_ROLES: "a=ADMIN" }, { keycloak: { groupRoles: "a=ADMIN" } }],
  ])("take %j", (variables, expected) => {
    expect(settings(variables)).toMatchObject(expected);
  });

  it("count an empty variable as one that is not there", () => {
    const names = [
      "DATABASE_AUTH_TOKEN",
      "PUBLIC_URL",
      "SETUP_TOKEN",
      "OFFLINE_AFTER_SECONDS",
      "SESSION_IDLE_MINUTES",
      "SESSION_HOURS",
      "CALLS_PER_MINUTE",
      "ADMIN_CALLS_PER_MINUTE",
      "HEARTBEATS_PER_MINUTE",
      ...Object.keys(keycloak),
      "KEYCLOAK_GROUP_ROLES",
      "SIMULATION",
    ];
    const empty = Object.fromEntries(names.map((name) => [name, ""]));
    expect(settings(empty)).toEqual(settings({}));
  });

  it.each<[string, Variables]>([
    ["DATABASE_URL", { DATABASE_URL: "" }],
    ["DATABASE_URL", { DATABASE_URL: "no address" }],
    ["DATABASE_AUTH_TOKEN", { DATABASE_URL: "libsql://db.test.example" }],
    ["DATABASE_AUTH_TOKEN", { DATABASE_URL: "http://127.0.0.1.test.example:8080" }],
    ...["http:", "HTTP:", "ws:", "ftp:"].map((protocol): [string, Variables] => [
      "DATABASE_URL",
      { DATABASE_URL: `${protocol}//db.test.example`, DATABASE_AUTH_TOKEN: "token" },
    ]),
    [
      "DATABASE_URL",
      { DATABASE_URL: "libsql://db.test.example?tls=0", DATABASE_AUTH_TOKEN: "token" },
    ],
    ["PUBLIC_URL", { PUBLIC_URL: "hub.test.example" }],
    ["PUBLIC_URL", { PUBLIC_URL: "hub.test.example:8787" }],
    ["SETUP_TOKEN", { SETUP_TOKEN: "short" }],
    ...(
      [
        ["OFFLINE_AFTER_SECONDS", "86401"],
        ["SESSION_IDLE_MINUTES", "1441"],
        ["SESSION_HOURS", "721"],
      ] as const
    ).flatMap(([name, wrong]) =>
      ["0", "-1", "many", "NaN", "Infinity", wrong].map((value): [string, Variables] => [
        name,
        { [name]: value },
      ]),
    ),
    ...["CALLS_PER_MINUTE", "ADMIN_CALLS_PER_MINUTE", "HEARTBEATS_PER_MINUTE"].flatMap((name) =>
      ["-1", "many", "NaN", "Infinity", "1.5", "10001"].map((value): [string, Variables] => [
        name,
        { [name]: value },
      ]),
    ),
    ["SIMULATION", { SIMULATION: "perhaps" }],
    ["KEYCLOAK_SERVER_URL", { ...keycloak, KEYCLOAK_SERVER_URL: "id.test.example" }],
    ["KEYCLOAK_SERVER_URL", { ...keycloak, KEYCLOAK_SERVER_URL: "http://id.test.example" }],
    ...Object.keys(keycloak).map((name): [string, Variables] => [
      name,
      { ...keycloak, [name]: "" },
    ]),
    ["KEYCLOAK_GROUP_ROLES", { ...keycloak, KEYCLOAK_GROUP_ROLES: "sre=ROOT" }],
  ])("name %s when it is wrong: %j", (name, variables) => {
    expect(() => settings(variables)).toThrow(new RegExp(`\\b${name}\\b`));
  });

  it("name every variable that is wrong, not only the first", () => {
    expect(() => settings({ SETUP_TOKEN: "short", SESSION_HOURS: "0", SIMULATION: "?" })).toThrow(
      /SETUP_TOKEN.*SESSION_HOURS.*SIMULATION/,
    );
  });

  it("do not show a secret that is wrong", () => {
    expect(() => settings({ SETUP_TOKEN: "hush-hush" })).not.toThrow(/hush-hush/);
  });
});
