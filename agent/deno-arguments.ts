import { globSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { ConfigFileReader, Region } from "oci-common";
import { AgentFault } from "./agent-fault.ts";
import { type AgentEnv, readEnv } from "./env.ts";

const root = resolve(import.meta.dirname, "..");

/** Where npm put the Deno binary for this machine. Throws AgentFault START_REFUSED. */
export function denoBinary(): string {
  const [binary] = globSync(join(root, "node_modules/@deno/*/deno"));
  if (binary) return binary;
  throw new AgentFault("START_REFUSED", "Deno is not installed; run npm install first.");
}

/**
 * What Deno is started with: agent/main.ts and the narrowest permissions it works with under this
 * environment. It reaches the hub and its region's OCI, reads the dependencies, its OCI
 * credentials and its state, and writes its state. Throws AgentFault START_REFUSED.
 */
export function denoArguments(variables: Readonly<Record<string, string | undefined>>): string[] {
  const env = readEnv(variables);
  const ociFolder = join(variables.HOME ?? homedir(), ".oci");
  const sdkFiles = ["developer-tool-configuration.json", "regions-config.json"].map((file) =>
    join(ociFolder, file),
  );
  const read = [join(root, "node_modules"), env.stateDir, ...sdkFiles, ...credentialFiles(env)];
  return [
    "run",
    "--no-prompt",
    "--no-config",
    "--node-modules-dir=manual",
    `--allow-net=${networkHosts(env).join(",")}`,
    `--allow-read=${read.join(",")}`,
    `--allow-write=${env.stateDir}`,
    "--allow-env",
    "--allow-sys=homedir,osRelease",
    join(root, "agent/main.ts"),
  ];
}

function networkHosts(env: AgentEnv): string[] {
  return [hostOf(env.hubUrl), ...ociHosts(env), ...env.prometheusHosts];
}

function ociHosts({ oci, region }: AgentEnv): string[] {
  const domain = Region.fromRegionId(region)?.realm.secondLevelDomain ?? "oraclecloud.com";
  const regional = ["iaas", "telemetry"].map((service) => `${service}.${region}.${domain}:443`);
  const services = oci.endpoint ? [hostOf(oci.endpoint)] : regional;
  if (oci.auth.kind === "config_file") return services;
  return [...services, `auth.${region}.${domain}:443`, "169.254.169.254:80"];
}

function hostOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

/** The OCI config file and the key file it names; the agent itself says what is wrong with them. */
function credentialFiles({ oci }: AgentEnv): string[] {
  if (oci.auth.kind !== "config_file") return [];
  const { file, profile } = oci.auth;
  try {
    const keyFile = ConfigFileReader.parseFileFromPath(file, profile).get("key_file");
    return keyFile ? [file, resolve(ConfigFileReader.expandUserHome(keyFile))] : [file];
  } catch {
    return [file];
  }
}
