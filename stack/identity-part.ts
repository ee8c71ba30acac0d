import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PartSpec } from "./part.ts";
import { inProject } from "./paths.ts";

const realm = "demo";
const clientId = "tidepool";

/** One person in each of the groups that matter. */
const users = [
  { sub: "amira", email: "amira@demo.example", name: "Amira Admin", groups: ["/administrators"] },
  { sub: "dev", email: "dev@demo.example", name: "Dev Ops", groups: ["/devops"] },
  { sub: "uma", email: "uma@demo.example", name: "Uma User", groups: [] },
];

/** A local identity provider for the hub, and the variables with which the hub uses it. */
export function identityPart(place: {
  folder: string;
  port: number;
  hubUrl: string;
  logFile: string;
}): { spec: PartSpec; variables: Record<string, string> } {
  const { folder, port, hubUrl, logFile } = place;
  mkdirSync(folder, { recursive: true });
  const clientSecret = randomBytes(24).toString("base64url");
  const file = join(folder, "options.json");
  const options = {
    ...{ port, realm, clientId, clientSecret, users },
    redirectUri: `${hubUrl}/auth/callback`,
    afterSignOut: `${hubUrl}/sign-in`,
  };
  writeFileSync(file, JSON.stringify(options, null, 2), { mode: 0o600 });
  const spec = {
    name: "identity provider",
    command: process.execPath,
    args: [inProject("sim", "identity-main.ts"), file],
    cwd: folder,
    logFile,
  };
  const variables = {
    KEYCLOAK_SERVER_URL: `http://127.0.0.1:${port}`,
    KEYCLOAK_REALM: realm,
    KEYCLOAK_CLIENT_ID: clientId,
    KEYCLOAK_CLIENT_SECRET: clientSecret,
  };
  return { spec, variables };
}
