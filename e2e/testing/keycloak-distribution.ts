import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "../../stack/paths.ts";
import { Sentence } from "../../stack/sentence.ts";

const version = "26.4.5";
const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`;
const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";
const oldestJava = 17;
const timeoutMs = 240_000;
const needed = "On Debian or Ubuntu type: sudo apt-get install -y openjdk-17-jre-headless maven";

/** Where Keycloak is once it was unpacked. */
export const keycloakFolder = inProject(".tidepool", "keycloak", version);

/**
 * Has Maven fetch and unpack Keycloak, unless that was done. Maven's own settings say from where.
 * Throws Sentence where Java, Maven or the artifact can not be had.
 */
export function unpackKeycloak(): void {
  checkJava();
  if (existsSync(keycloakFolder)) return;
  const unpacking = `${keycloakFolder}.unpacking`;
  rmSync(unpacking, { recursive: true, force: true });
  mkdirSync(unpacking, { recursive: true });
  const { error, stdout, stderr, status } = spawnSync(
    "mvn",
    ["-B", `${plugin}:unpack`, `-Dartifact=${artifact}`, `-DoutputDirectory=${unpacking}`],
    // The plugin leaves its marks in the folder in which it is run.
    { cwd: unpacking, encoding: "utf8", timeout: timeoutMs },
  );
  if (status === 0) renameSync(join(unpacking, `keycloak-${version}`), keycloakFolder);
  rmSync(unpacking, { recursive: true, force: true });
  if (status === 0) return;
  if (isMissing(error)) throw new Sentence(`Maven (mvn) is missing. ${needed}`);
  throw new Sentence(
    `Maven did not get ${artifact} (${error?.message ?? firstError(`${stdout}${stderr}`)}). ` +
      "See that Maven reaches a repository that has it: its settings.xml says which one it asks.",
  );
}

/** The Java that Keycloak's own script takes. */
function checkJava(): void {
  const home = process.env.JAVA_HOME;
  const java = home ? join(home, "bin", "java") : "java";
  const { error, stderr = "" } = spawnSync(java, ["-version"], { encoding: "utf8" });
  if (isMissing(error)) throw new Sentence(`Java is missing: there is no ${java}. ${needed}`);
  const major = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  if (major < oldestJava) {
    throw new Sentence(
      `Keycloak needs Java ${oldestJava} or newer, and ${java} is ${stderr.split("\n")[0]}. ${needed}`,
    );
  }
}

function isMissing(error: Error | undefined): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
}

function firstError(output: string): string {
  const line = output.split("\n").find((one) => one.includes("ERROR"));
  return (line ?? "it did not say why").replace(/^\[ERROR\]\s*/, "").slice(0, 600);
}
