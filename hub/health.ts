import { openClient } from "../db/client.ts";
import { type Bindings, settingsOf } from "./env.ts";

type Part = "ok" | "unreachable";

/** Longer than this and a part counts as away. */
const patienceMs = 3000;

/** 200 when everything works, otherwise 503; the answer names the part that is away. */
export async function reportHealth(bindings: Bindings, version: string): Promise<Response> {
  const [database, ledger] = await Promise.all([databaseState(bindings), ledgerState(bindings)]);
  const status = database === "ok" && ledger === "ok" ? "ok" : "unavailable";
  return Response.json(
    { status, database, ledger, version },
    { status: status === "ok" ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}

async function databaseState(bindings: Bindings): Promise<Part> {
  try {
    const { database } = settingsOf(bindings);
    await openClient({ ...database, timeoutMs: patienceMs }).execute("select 1");
    return "ok";
  } catch {
    return "unreachable";
  }
}

async function ledgerState(bindings: Bindings): Promise<Part> {
  try {
    const stub = bindings.LEDGER.get(bindings.LEDGER.idFromName("ledger"));
    const signal = AbortSignal.timeout(patienceMs);
    return (await stub.fetch("http://ledger/healthz", { signal })).ok ? "ok" : "unreachable";
  } catch {
    return "unreachable";
  }
}
