import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { chromiumBinary } from "../e2e/testing/chromium.ts";
import { unpackKeycloak } from "../e2e/testing/keycloak-distribution.ts";
import { inProject, root } from "../stack/paths.ts";
import { Sentence } from "../stack/sentence.ts";

/** Tells the story of single sign-on with a real Keycloak; `--if-available` forgives its absence. */
function testKeycloak(): number {
  const isForgiving = readForgiving();
  chromiumBinary();
  try {
    unpackKeycloak();
  } catch (error) {
    if (!isForgiving || !(error instanceof Sentence)) throw error;
    console.log(`SKIPPED: the tests with a real Keycloak, because: ${error.message}`);
    return 0;
  }
  const { status } = spawnSync(
    inProject("node_modules", ".bin", "vitest"),
    ["run", "--config", "vitest.keycloak.config.ts"],
    { cwd: root, stdio: "inherit" },
  );
  return status ?? 1;
}

function readForgiving(): boolean {
  try {
    const { values } = parseArgs({ options: { "if-available": { type: "boolean" } } });
    return values["if-available"] ?? false;
  } catch (error) {
    const usage = "Usage: npm run test:keycloak -- [--if-available]";
    throw new Sentence(`${error instanceof Error ? error.message : error}. ${usage}`);
  }
}

try {
  process.exitCode = testKeycloak();
} catch (error) {
  console.error(error instanceof Sentence ? error.message : error);
  process.exitCode = 1;
}
