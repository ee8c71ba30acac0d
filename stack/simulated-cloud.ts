import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DemoRegion } from "./demo-fleet.ts";
import type { PartSpec } from "./part.ts";
import { inProject } from "./paths.ts";

/** The OCI config file that agents sign with, and what the simulated regions know of its key. */
export interface Credentials {
  configFile: string;
  keyId: string;
  publicKeyPem: string;
}

/** OCIDs of the simulated tenancy; they look like OCI's and name what they are. */
const ocid = (kind: string, region: string, name: string): string =>
  `ocid1.${kind}.oc1.${region}.simulated-${name}`;
const tenancy = ocid("tenancy", "", "tenancy");
const user = ocid("user", "", "agent");
export const compartmentId = ocid("compartment", "", "production");

export function poolId(region: string, pool: string): string {
  return ocid("instancepool", region, pool);
}

/** Makes an API key and an OCI config file with one profile a region; keeps what is there. */
export function makeCredentials(folder: string, regions: readonly string[]): Credentials {
  mkdirSync(folder, { recursive: true });
  const keyFile = join(folder, "api-key.pem");
  const configFile = join(folder, "config");
  if (!existsSync(keyFile)) {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  const publicKey = createPublicKey(readFileSync(keyFile));
  const der = publicKey.export({ type: "spki", format: "der" });
  const fingerprint = (createHash("md5").update(der).digest("hex").match(/../g) ?? []).join(":");
  const profiles = ["DEFAULT", ...regions].map((profile) =>
    [
      `[${profile}]`,
      `user=${user}`,
      `fingerprint=${fingerprint}`,
      `tenancy=${tenancy}`,
      `region=${profile === "DEFAULT" ? regions[0] : profile}`,
      `key_file=${keyFile}`,
    ].join("\n"),
  );
  writeFileSync(configFile, `${profiles.join("\n\n")}\n`, { mode: 0o600 });
  const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { configFile, keyId: `${tenancy}/${user}/${fingerprint}`, publicKeyPem };
}

/** A simulated region as a program. An OCI minute lasts 5 s in it, and a boot 8 s. */
export function cloudPart(
  demo: DemoRegion,
  { keyId, publicKeyPem }: Credentials,
  place: { folder: string; port: number; logFile: string },
): PartSpec {
  mkdirSync(place.folder, { recursive: true });
  const scenarioFile = join(place.folder, `${demo.region}.json`);
  const scenario = {
    region: demo.region,
    compartment_id: compartmentId,
    keys: [{ key_id: keyId, public_key_pem: publicKeyPem }],
    metric_minute_seconds: 5,
    metrics_lag_seconds: 3,
    boot_seconds: 8,
    pools: demo.pools.map((pool) => ({
      id: poolId(demo.region, pool.name),
      display_name: pool.name,
      size: pool.size,
      demand: pool.demand,
      memory_percent_base: pool.memoryPercentBase,
    })),
  };
  writeFileSync(scenarioFile, JSON.stringify(scenario, null, 2));
  const stateFile = join(place.folder, `${demo.region}.state.json`);
  return {
    name: `cloud ${demo.region}`,
    command: process.execPath,
    args: [
      "--disable-warning=ExperimentalWarning",
      inProject("sim", "main.ts"),
      ...["--scenario", scenarioFile, "--port", String(place.port), "--state", stateFile],
    ],
    cwd: place.folder,
    logFile: place.logFile,
  };
}

/** The config document of a demo node: short intervals, so that something happens. */
export function demoConfig(demo: DemoRegion): string {
  const pools = demo.pools.map(
    (pool) => `  - instance_pool_id: "${poolId(demo.region, pool.name)}"
    name: "${pool.name}"
    region: "${demo.region}"
    compartment_id: "${compartmentId}"
    monitoring_method: "oci"
    cpu_threshold: {min: ${pool.cpu.min}, max: ${pool.cpu.max}}
    ram_threshold: {min: 80, max: 90}
    scaling_limits: {min: ${pool.min}, max: ${pool.max}}
    evaluation_interval_seconds: 5
    scale_out: {cooldown_seconds: 15}
    scale_in: {cooldown_seconds: 30}
`,
  );
  return `# The demonstration's config: evaluations and cooldowns are much shorter than in earnest.\npools:\n${pools.join("\n")}`;
}
