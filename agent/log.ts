/** Writes one event. Fields never hold a secret. */
export type Log = (
  level: "info" | "warn" | "error",
  message: string,
  fields?: Record<string, unknown>,
) => void;

/** One JSON line per event on stdout. */
export const jsonLog: Log = (level, message, fields = {}) => {
  const line = JSON.stringify({ time: new Date().toISOString(), level, message, ...fields });
  process.stdout.write(`${line}\n`);
};

/** Turns what libraries write to the console (the OCI SDK warns of every error) into log lines. */
export function captureConsole(log: Log): void {
  const said = (words: unknown[]) => ({ said: words.map(String).join(" ").slice(0, 500) });
  for (const method of ["log", "info", "debug", "warn", "error"] as const) {
    const level = method === "warn" || method === "error" ? "warn" : "info";
    console[method] = (...words: unknown[]) => log(level, "a library says", said(words));
  }
}
