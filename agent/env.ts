import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { nodeNameSchema, regionSchema } from "../core/contract/agent-contract.ts";
import { AgentFault } from "./agent-fault.ts";
import type { OciSettings } from "./oci/session.ts";

const origin = z
  .url({ protocol: /^https?$/, error: 'expected an address such as "https://hub.example.com"' })
  .transform((url) => url.replace(/\/+$/, ""));
const hub = origin.refine(
  (url) => url.startsWith("https:") || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|$)/.test(url),
  "expected https: for a hub that is not on this machine, since the node's key goes there",
);
const text = z.string().min(1, "must not be empty");

const environment = z.object({
  HUB_URL: hub,
  NODE_NAME: nodeNameSchema,
  NODE_REGION: regionSchema,
  /** Needed until the node is enrolled. */
  ENROLMENT_TOKEN: text.optional(),
  STATE_DIR: text,
  OCI_AUTH: z
    .enum(["config_file", "instance_principal"], 'expected "config_file" or "instance_principal"')
    .default("config_file"),
  OCI_CONFIG_FILE: text.default("~/.oci/config"),
  OCI_PROFILE: text.default("DEFAULT"),
  /** Takes the place of every OCI service's address: a simulated region. */
  OCI_ENDPOINT: origin.optional(),
  HEARTBEAT_INTERVAL_SECONDS: z.coerce
    .number("expected a number of seconds")
    .int()
    .min(1)
    .max(300)
    .default(60),
  /** Prometheus servers that configs may name, as hosts with ports, separated by commas. */
  ALLOW_PROMETHEUS: z.string().default(""),
});

export interface AgentEnv {
  hubUrl: string;
  nodeName: string;
  region: string;
  enrolmentToken: string | null;
  stateDir: string;
  oci: OciSettings;
  heartbeatIntervalSeconds: number;
  prometheusHosts: string[];
}

/** Reads the whole environment. Throws AgentFault START_REFUSED that names the first wrong variable. */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): AgentEnv {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) throw refused(parsed.error, variables);
  const { data } = parsed;
  return {
    hubUrl: data.HUB_URL,
    nodeName: data.NODE_NAME,
    region: data.NODE_REGION,
    enrolmentToken: data.ENROLMENT_TOKEN ?? null,
    stateDir: resolve(data.STATE_DIR),
    oci: {
      region: data.NODE_REGION,
      auth:
        data.OCI_AUTH === "config_file"
          ? {
              kind: "config_file",
              file: atHome(data.OCI_CONFIG_FILE, variables.HOME),
              profile: data.OCI_PROFILE,
            }
          : { kind: "instance_principal" },
      endpoint: data.OCI_ENDPOINT ?? null,
    },
    heartbeatIntervalSeconds: data.HEARTBEAT_INTERVAL_SECONDS,
    prometheusHosts: data.ALLOW_PROMETHEUS.split(",").flatMap((host) => host.trim() || []),
  };
}

function refused(
  { issues }: z.ZodError,
  variables: Readonly<Record<string, string | undefined>>,
): AgentFault {
  const issue = issues[0];
  const name = String(issue?.path[0]);
  const problem = variables[name] === undefined ? "is not set" : `is wrong: ${issue?.message}`;
  return new AgentFault("START_REFUSED", `The environment variable ${name} ${problem}.`);
}

function atHome(file: string, home = homedir()): string {
  return resolve(file.startsWith("~/") ? join(home, file.slice(2)) : file);
}
