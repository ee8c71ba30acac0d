import { mkdirSync } from "node:fs";
import { denoArguments, denoBinary } from "../agent/deno-arguments.ts";
import type { PartSpec } from "./part.ts";
import { inProject } from "./paths.ts";

/** Where an agent belongs and what it talks to. */
export interface AgentOptions {
  nodeName: string;
  region: string;
  hubUrl: string;
  cloudUrl: string;
  ociConfigFile: string;
  folder: string;
  logFile: string;
  heartbeatIntervalSeconds: number;
  /** Null for a node that is registered already. */
  enrolmentToken: string | null;
}

/** A region agent on Deno, with no more permissions than it needs. */
export function agentPart(options: AgentOptions): PartSpec {
  mkdirSync(options.folder, { recursive: true });
  const env = {
    HUB_URL: options.hubUrl,
    NODE_NAME: options.nodeName,
    NODE_REGION: options.region,
    STATE_DIR: options.folder,
    OCI_CONFIG_FILE: options.ociConfigFile,
    OCI_PROFILE: options.region,
    OCI_ENDPOINT: options.cloudUrl,
    HEARTBEAT_INTERVAL_SECONDS: String(options.heartbeatIntervalSeconds),
    ...(options.enrolmentToken ? { ENROLMENT_TOKEN: options.enrolmentToken } : {}),
  };
  return {
    name: `agent ${options.nodeName}`,
    command: denoBinary(),
    args: denoArguments(env),
    env,
    cwd: inProject(),
    logFile: options.logFile,
  };
}
