// Runs on whatever Node is there (20 or newer): installs the packages when they are missing or
// out of date, then runs a script of the project with the Node that the project brings.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const stamp = join(root, "node_modules", ".tidepool-installed");
const ownNode = join(root, "node_modules", ".bin", "node");
const newestMajor = 24;

const major = Number(process.versions.node.split(".")[0]);

if (major < 20) {
  fail(`Node ${process.versions.node} is too old: install Node 20 or newer and try again.`);
}
const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) install();
if (!existsSync(ownNode) && major < newestMajor) {
  fail(
    `There is no Node ${newestMajor} package for ${process.platform} ${process.arch}: ` +
      `install Node ${newestMajor} yourself and try again.`,
  );
}
run();

/** Not `npm ci`: it refuses a lock file without the packages of platforms a registry lacks. */
function install() {
  console.log("Installing packages; the first time takes a minute or two.");
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ["npm", []];
  const args = [...first, "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    fail(
      `The packages could not be installed${error ? ` (${error.message})` : ""}. ` +
        "Check the network and the free space on the disk, then run the same command again.",
    );
  }
  writeFileSync(stamp, wanted);
}

function run() {
  const [script, ...args] = process.argv.slice(2);
  const path = `${join(root, "node_modules", ".bin")}:${process.env.PATH}`;
  const child = spawn(
    existsSync(ownNode) ? ownNode : process.execPath,
    ["--disable-warning=ExperimentalWarning", script, ...args],
    {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, PATH: path },
    },
  );
  // Ctrl-C in a terminal reaches the child by itself; this process only has to outlive it.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm can die without passing on what killed it; whoever it started for is gone then.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 1000).unref();
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
