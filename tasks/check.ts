import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { inProject, root } from "../stack/paths.ts";

/** Everything that is checked without running Tidepool, each with what it stands for. */
const checks: [string, string[]][] = [
  ["format and lint", ["biome", "ci", "--colors=off", "--error-on-warnings", "."]],
  ["types", ["tsc", "-b", "."]],
  ["types of the tests", ["tsc", "-p", "tsconfig.tests.json"]],
  ["types of the site", ["astro", "check", "--root", "site", "--minimumFailingSeverity", "hint"]],
  ["import directions", ["depcruise", "--config", ".dependency-cruiser.mjs", "."]],
  ["dead code", ["knip"]],
];

const environment = { ...process.env, ASTRO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
let failed = 0;
for (const [what, [tool = "", ...args]] of checks) {
  const { ok, output } = await run(inProject("node_modules", ".bin", tool), args);
  console.log(`${ok ? "ok    " : "FAILED"} ${what}`);
  if (ok) continue;
  failed += 1;
  console.log(output);
}
process.exit(failed ? 1 : 0);

async function run(command: string, args: string[]): Promise<{ ok: boolean; output: string }> {
  try {
    await promisify(execFile)(command, args, {
      cwd: root,
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    return { ok: true, output: "" };
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return { ok: false, output: `${stdout}${stderr}` || String(error) };
  }
}
