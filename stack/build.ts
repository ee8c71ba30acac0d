import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { inProject, root } from "./paths.ts";
import { Sentence } from "./sentence.ts";

const execute = promisify(execFile);
const buildFolder = inProject(".tidepool", "build");

/** The bundled Worker that workerd serves. */
export const workerFile = `${buildFolder}/hub/worker.js`;
/** The pages and assets of the site. */
export const siteFolder = inProject("site", "dist");

/** Bundles the hub with wrangler, as a deployment would; only when its sources changed. */
export function buildHub(): Promise<void> {
  return onChange("hub", ["hub/**/*.{ts,js}", "core/**/*.ts", "db/**/*.ts", "wrangler.toml"], {
    product: workerFile,
    run: () => {
      mkdirSync(siteFolder, { recursive: true });
      return tool("wrangler", ["deploy", "--dry-run", "--outdir", `${buildFolder}/hub`]);
    },
  });
}

/** Builds the site with Astro; only when its sources changed. */
export function buildSite(): Promise<void> {
  const sources = ["site/src/**/*", "site/public/**/*", "site/*.{ts,mjs,json}", "core/**/*.ts"];
  return onChange("site", sources, {
    product: `${siteFolder}/index.html`,
    run: () => tool("astro", ["build", "--root", "site"]),
  });
}

async function onChange(
  name: string,
  sources: string[],
  { product, run }: { product: string; run: () => Promise<unknown> },
): Promise<void> {
  mkdirSync(buildFolder, { recursive: true });
  const stamp = `${buildFolder}/${name}.sha256`;
  const wanted = hashOf([...sources, "package-lock.json"]);
  if (existsSync(product) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await run();
  writeFileSync(stamp, wanted);
}

function hashOf(patterns: string[]): string {
  const hash = createHash("sha256");
  for (const file of globSync(patterns, { cwd: root }).toSorted()) {
    if (!statSync(inProject(file)).isFile()) continue;
    hash.update(file).update(readFileSync(inProject(file)));
  }
  return hash.digest("hex");
}

async function tool(name: "wrangler" | "astro", args: string[]): Promise<void> {
  // Astro would make a development bundle where a test runner sets NODE_ENV.
  const quiet = {
    NODE_ENV: "production",
    WRANGLER_SEND_METRICS: "false",
    ASTRO_TELEMETRY_DISABLED: "1",
    CI: "1",
  };
  const environment = {
    ...process.env,
    ...quiet,
    PATH: `${inProject("node_modules/.bin")}:${process.env.PATH}`,
  };
  try {
    await execute(inProject("node_modules", ".bin", name), args, { cwd: root, env: environment });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Sentence(`${name} failed:\n${stdout}${stderr || String(error)}`);
  }
}
