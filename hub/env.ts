import type { DurableObjectNamespace, Fetcher } from "@cloudflare/workers-types";
import { z } from "zod";
import { groupRoles } from "./auth/group-roles.ts";
import type { SessionLifetime } from "./auth/is-session-over.ts";

/** The bindings of the Worker, as wrangler.toml or the self-hosted server gives them. */
export interface Bindings {
  LEDGER: DurableObjectNamespace;
  LIMITER: DurableObjectNamespace;
  ASSETS: Fetcher;
  DATABASE_URL?: string;
  DATABASE_AUTH_TOKEN?: string;
  PUBLIC_URL?: string;
  SETUP_TOKEN?: string;
  OFFLINE_AFTER_SECONDS?: string;
  SESSION_IDLE_MINUTES?: string;
  SESSION_HOURS?: string;
  CALLS_PER_MINUTE?: string;
  ADMIN_CALLS_PER_MINUTE?: string;
  HEARTBEATS_PER_MINUTE?: string;
  KEYCLOAK_SERVER_URL?: string;
  KEYCLOAK_REALM?: string;
  KEYCLOAK_CLIENT_ID?: string;
  KEYCLOAK_CLIENT_SECRET?: string;
  KEYCLOAK_GROUP_ROLES?: string;
  SIMULATION?: string;
}

const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/;
/** The limiter remembers each call of a minute; 0 is for no limit. */
const perMinute = (usual: number) => z.coerce.number().int().min(0).max(10_000).default(usual);

const webAddress = (error: string) => z.url({ protocol: /^https?$/, error });

/** Over TLS, of which libSQL's own addresses can be without. */
const isEncrypted = (url: string) => /^(libsql|https):\/\/(?!.*[?&]tls=0)/i.test(url);

const settingsSchema = z
  .object({
    DATABASE_URL: z.url("must be the address of the libSQL database"),
    DATABASE_AUTH_TOKEN: z.string().optional(),
    PUBLIC_URL: webAddress("must be the address that people use").optional(),
    SETUP_TOKEN: z.string().min(32, "must have at least 32 characters").optional(),
    OFFLINE_AFTER_SECONDS: z.coerce.number().int().min(1).max(86_400).default(300),
    SESSION_IDLE_MINUTES: z.coerce.number().min(0.05).max(1440).default(30),
    SESSION_HOURS: z.coerce.number().min(0.001).max(720).default(24),
    CALLS_PER_MINUTE: perMinute(100),
    ADMIN_CALLS_PER_MINUTE: perMinute(200),
    HEARTBEATS_PER_MINUTE: perMinute(2),
    KEYCLOAK_SERVER_URL: webAddress("must be the address of Keycloak").optional(),
    KEYCLOAK_REALM: z.string().optional(),
    KEYCLOAK_CLIENT_ID: z.string().optional(),
    KEYCLOAK_CLIENT_SECRET: z.string().optional(),
    KEYCLOAK_GROUP_ROLES: z.string().optional(),
    SIMULATION: z.stringbool().default(false),
  })
  .refine((s) => s.DATABASE_AUTH_TOKEN !== undefined || loopback.test(s.DATABASE_URL), {
    path: ["DATABASE_AUTH_TOKEN"],
    message: "is needed for a database that is not on this machine",
  })
  .refine((s) => loopback.test(s.DATABASE_URL) || isEncrypted(s.DATABASE_URL), {
    path: ["DATABASE_URL"],
    message: "must be encrypted (libsql: or https:) for a database that is not on this machine",
  });

type Variables = z.infer<typeof settingsSchema>;

/** Where people of a Keycloak realm come from. */
export interface KeycloakSettings {
  /** `${KEYCLOAK_SERVER_URL}/realms/${KEYCLOAK_REALM}`: also the issuer of its tokens. */
  realmUrl: string;
  clientId: string;
  clientSecret: string;
  /** Null for the usual mapping of groups to roles. */
  groupRoles: string | null;
}

/** What the hub is told from outside, validated. */
export interface Settings {
  database: { url: string; authToken: string | null };
  /** The address people use, where it is not the one that requests arrive at. */
  publicUrl: string | null;
  /** Whoever holds it may make an administrator; null and nobody may. */
  setupToken: string | null;
  /** A node without a heartbeat for so long is OFFLINE. */
  offlineAfterSeconds: number;
  sessions: SessionLifetime;
  /** 0 for no limit. */
  limits: { callsPerMinute: number; adminCallsPerMinute: number; heartbeatsPerMinute: number };
  /** Null without SSO. */
  keycloak: KeycloakSettings | null;
  simulation: boolean;
}

const read = new WeakMap<Bindings, Settings>();

/** The settings of these bindings; throws an Error that names the variable that is wrong. */
export function settingsOf(bindings: Bindings): Settings {
  const known = read.get(bindings) ?? readSettings(bindings);
  read.set(bindings, known);
  return known;
}

function readSettings(bindings: Bindings): Settings {
  // An empty variable counts as one that is not there.
  const given = Object.entries(bindings).filter(([, value]) => value !== "");
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The hub can not start. ${faults.join("; ")}.`);
  }
  const variables = parsed.data;
  return {
    database: { url: variables.DATABASE_URL, authToken: variables.DATABASE_AUTH_TOKEN ?? null },
    publicUrl: variables.PUBLIC_URL ?? null,
    setupToken: variables.SETUP_TOKEN ?? null,
    offlineAfterSeconds: variables.OFFLINE_AFTER_SECONDS,
    sessions: {
      // Whole: a cookie's age has no fractions.
      idleSeconds: Math.round(variables.SESSION_IDLE_MINUTES * 60),
      totalSeconds: Math.round(variables.SESSION_HOURS * 3600),
    },
    limits: {
      callsPerMinute: variables.CALLS_PER_MINUTE,
      adminCallsPerMinute: variables.ADMIN_CALLS_PER_MINUTE,
      heartbeatsPerMinute: variables.HEARTBEATS_PER_MINUTE,
    },
    keycloak: keycloakSettings(variables),
    simulation: variables.SIMULATION,
  };
}

/** All four variables or none: a hub that is half configured must not look like one without SSO. */
function keycloakSettings(variables: Variables): KeycloakSettings | null {
  const {
    KEYCLOAK_SERVER_URL: server,
    KEYCLOAK_REALM: realm,
    KEYCLOAK_CLIENT_ID: clientId,
    KEYCLOAK_CLIENT_SECRET: clientSecret,
  } = variables;
  if (!server && !realm && !clientId && !clientSecret) return null;
  if (!server || !realm || !clientId || !clientSecret) {
    throw new Error(
      "The hub can not start. KEYCLOAK_SERVER_URL, KEYCLOAK_REALM, KEYCLOAK_CLIENT_ID and " +
        "KEYCLOAK_CLIENT_SECRET go together: set all four, or none of them.",
    );
  }
  if (!loopback.test(server) && new URL(server).protocol !== "https:") {
    throw new Error("The hub can not start. KEYCLOAK_SERVER_URL must be https: tokens pass there.");
  }
  const written = variables.KEYCLOAK_GROUP_ROLES ?? null;
  // Said at the start, not at somebody's first sign-in.
  groupRoles(written);
  const realmUrl = `${server.replace(/\/$/, "")}/realms/${encodeURIComponent(realm)}`;
  return { realmUrl, clientId, clientSecret, groupRoles: written };
}
