import { readFileSync } from "node:fs";
import { createClient } from "@libsql/client/http";
import type { Stack } from "../../stack/stack.ts";

/** A resize that the simulated cloud carried out. */
export interface CloudUpdate {
  from: number;
  to: number;
  retry_token: string | null;
  at_ms: number;
  by: "api" | "someone_else";
}

/** What the cloud did, as it says itself. */
export async function cloudUpdates(stack: Stack): Promise<CloudUpdate[]> {
  const url = [...stack.clouds.values()][0];
  const state = (await (await fetch(`${url}/sim/state`)).json()) as { updates: CloudUpdate[] };
  return state.updates.filter(({ by }) => by === "api");
}

export async function poolSize(stack: Stack): Promise<number> {
  const url = [...stack.clouds.values()][0];
  const state = (await (await fetch(`${url}/sim/state`)).json()) as { pools: { size: number }[] };
  return state.pools[0]?.size ?? 0;
}

/** The moments at which the agent decided, as its log says. */
export function decidedAtMs(stack: Stack): number[] {
  const { logFile } = stack.part("agent ashburn").spec;
  return readFileSync(logFile, "utf8")
    .split("\n")
    .filter((line) => line.includes('"message":"pass"'))
    .map((line) => new Date(JSON.parse(line).time).getTime());
}

/** What the hub's database holds, asked for directly. */
export async function stored(stack: Stack): Promise<{
  decisionsAtMs: number[];
  appliedActionIds: string[];
}> {
  const database = createClient({ url: stack.databaseUrl });
  const [decisions, actions] = await database.batch(
    ["select at_ms from decisions", "select id from actions where outcome_kind = 'applied'"],
    "read",
  );
  return {
    decisionsAtMs: decisions?.rows.map((row) => Number(row.at_ms)) ?? [],
    appliedActionIds: actions?.rows.map((row) => String(row.id)) ?? [],
  };
}
