import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { siteFolder, workerFile } from "./build.ts";
import type { PartSpec } from "./part.ts";
import { inProject, program } from "./paths.ts";

/** Where the self-hosted hub listens and keeps its state, and what it is told. */
export interface HubOptions {
  folder: string;
  port: number;
  logFile: string;
  /** Text bindings; hub/env.ts says which there are. */
  variables: Record<string, string>;
}

/** The hub on workerd, without wrangler's proxy: the fast way to host it oneself. */
export function hubPart(options: HubOptions): PartSpec {
  const { folder, logFile } = options;
  mkdirSync(join(folder, "objects"), { recursive: true });
  const configFile = join(folder, "config.capnp");
  writeFileSync(configFile, workerdConfig(options));
  return {
    name: "hub",
    command: program("workerd"),
    args: ["serve", configFile],
    cwd: folder,
    logFile,
  };
}

function workerdConfig({ folder, port, variables }: HubOptions): string {
  const embedded = (file: string): string => JSON.stringify(relative(folder, file));
  const texts = Object.entries(variables).map(
    ([name, text]) => `    (name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)}),`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "hub", worker = .hub),
    (name = "assets", worker = .assets),
    (name = "site", disk = (path = ${JSON.stringify(siteFolder)})),
    (name = "objects", disk = (path = ${JSON.stringify(join(folder, "objects"))}, writable = true)),
    (name = "outside", network = (allow = ["public", "private", "local"],
      tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "hub")],
);

const hub :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${embedded(workerFile)})],
  compatibilityDate = "2026-11-01",
  globalOutbound = "outside",
  bindings = [
    (name = "ASSETS", service = "assets"),
    (name = "LEDGER", durableObjectNamespace = "Ledger"),
    (name = "LIMITER", durableObjectNamespace = "Limiter"),
${texts.join("\n")}
  ],
  durableObjectNamespaces = [
    (className = "Ledger", uniqueKey = "tidepool-ledger", enableSql = true),
    (className = "Limiter", uniqueKey = "tidepool-limiter", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "objects"),
);

const assets :Workerd.Worker = (
  modules = [(name = "disk-assets.js",
    esModule = embed ${embedded(inProject("hub", "self-host", "disk-assets.js"))})],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "DISK", service = "site")],
);
`;
}
