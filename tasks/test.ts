import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { chromiumBinary } from "../e2e/testing/chromium.ts";
import { inProject, root } from "../stack/paths.ts";
import { Sentence } from "../stack/sentence.ts";

/** Runs the tests (all, or those whose file matches an argument) and ends with their count. */
function test(): number {
  chromiumBinary();
  const folder = inProject(".tidepool");
  mkdirSync(folder, { recursive: true });
  const results = `${folder}/test-results.json`;
  rmSync(results, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
  const { status } = spawnSync(
    inProject("node_modules", ".bin", "vitest"),
    ["run", ...reporters, ...process.argv.slice(2)],
    { cwd: root, stdio: "inherit" },
  );
  const counts = JSON.parse(readFileSync(results, "utf8"));
  const { numPassedTests: passed, numFailedTests: failed, numFailedTestSuites: suites } = counts;
  // A file that could not even be loaded counts as failed too.
  const lost = failed === 0 && status !== 0 ? Math.max(1, suites) : 0;
  console.log(`${passed} passed, ${failed + lost} failed`);
  return status ?? 1;
}

try {
  process.exitCode = test();
} catch (error) {
  console.error(error instanceof Sentence ? error.message : error);
  process.exitCode = 1;
}
