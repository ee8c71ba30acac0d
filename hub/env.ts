import { z } from "zod";

/** The bindings of the Worker, as wrangler.toml or the self-hosted server gives them. */
export interface Bindings {
  LEDGER: DurableObjectNamespace;
  ASSETS: Fetcher;
  DATABASE_URL?: string;
  DATABASE_AUTH_TOKEN?: string;
  OFFLINE_AFTER_SECONDS?: string;
  SIMULATION?: string;
  LOOPBACK_ADMIN?: string;
}

const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/;

const settingsSchema = z
  .object({
    DATABASE_URL: z.url("must be the address of the libSQL database"),
    DATABASE_AUTH_TOKEN: z.string().min(1).optional(),
    OFFLINE_AFTER_SECONDS: z.coerce.number().int().min(1).max(86_400).default(300),
    SIMULATION: z.stringbool().default(false),
    LOOPBACK_ADMIN: z.stringbool().default(false),
  })
  .refine((s) => s.DATABASE_AUTH_TOKEN !== undefined || loopback.test(s.DATABASE_URL), {
    path: ["DATABASE_AUTH_TOKEN"],
    message: "is needed for a database that is not on this machine",
  })
  .refine((s) => loopback.test(s.DATABASE_URL) || !s.DATABASE_URL.startsWith("http:"), {
    path: ["DATABASE_URL"],
    message: "must be encrypted (libsql: or https:) for a database that is not on this machine",
  });

/** What the hub is told from outside, validated. */
export interface Settings {
  database: { url: string; authToken: string | null };
  /** A node without a heartbeat for so long is OFFLINE. */
  offlineAfterSeconds: number;
  simulation: boolean;
  /** Until sign-in exists: whether a visitor on the hub's own machine counts as ADMIN. */
  loopbackAdmin: boolean;
}

const read = new WeakMap<Bindings, Settings>();

/** The settings of these bindings; throws an Error that names the variable that is wrong. */
export function settingsOf(bindings: Bindings): Settings {
  const known = read.get(bindings) ?? readSettings(bindings);
  read.set(bindings, known);
  return known;
}

function readSettings(bindings: Bindings): Settings {
  const parsed = settingsSchema.safeParse(bindings);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The hub can not start. ${faults.join("; ")}.`);
  }
  return {
    database: {
      url: parsed.data.DATABASE_URL,
      authToken: parsed.data.DATABASE_AUTH_TOKEN ?? null,
    },
    offlineAfterSeconds: parsed.data.OFFLINE_AFTER_SECONDS,
    simulation: parsed.data.SIMULATION,
    loopbackAdmin: parsed.data.LOOPBACK_ADMIN,
  };
}
