import { type Actor, auditRow, type Deed, theHub } from "../fleet/audit-row.ts";
import type { Occasion, PlannedWrite } from "../fleet/plan.ts";

/** The same refusal again within this time is counted, not written: strangers may send millions. */
export const refusalFoldMs = 5_000;
/** So many different ones at a time; further ones are folded by what was tried. */
const mostKinds = 500;
/**
 * So many from people unknown, who choose what is different, and each is a row for ever: of them
 * all, and of one address. Attempts to get in have room of their own, that no other call takes.
 */
const mostKindsOfStrangers = 60;
const mostKindsOfAddress = 20;

/** One refused attempt, or as many of a kind as one row tells of. */
export interface Refused {
  actor: Actor;
  deed: Deed;
  times: number;
  /** `again`: besides one that was written. `late`: none of them could be written at once. */
  told: "first" | "again" | "late";
}

/** Refused attempts on their way to the audit log: each kind at once, its repetitions together. */
export class RefusalLog {
  readonly #folded = new Map<string, Refused>();
  /** Kinds of strangers, by room and by address. */
  readonly #strangers = new Map<string, number>();

  /** The row to write now; null when it is counted to one that comes later. */
  note(actor: Actor, deed: Deed): Refused | null {
    const { key, of } = this.#kindOf({ actor, deed });
    const known = this.#folded.get(key);
    if (known) {
      known.times += 1;
      return null;
    }
    this.#keep(key, { ...of, times: 0, told: "again" });
    return { actor, deed, times: 1, told: "first" };
  }

  /** The rows for what was counted; counting begins anew. */
  due(): Refused[] {
    const rows = [...this.#folded.values()].filter(({ times }) => times > 0);
    this.#folded.clear();
    this.#strangers.clear();
    return rows;
  }

  /** Rows that could not be written are counted to the next ones of their kind. */
  giveBack(rows: readonly Refused[]): void {
    for (const row of rows) this.#add(row, "late");
  }

  /** Repetitions that somebody else has counted are counted to the next rows of their kind. */
  add(rows: readonly Refused[]): void {
    for (const row of rows) this.#add(row, "again");
  }

  #add(row: Refused, told: Refused["told"]): void {
    const { key, of } = this.#kindOf(row);
    const known = this.#folded.get(key);
    const late = told === "late" || known?.told === "late";
    const times = row.times + (known?.times ?? 0);
    this.#keep(key, { ...of, times, told: late ? "late" : "again" });
  }

  #keep(key: string, row: Refused): void {
    if (!this.#folded.has(key) && isStranger(row)) {
      for (const place of placesOf(row)) {
        this.#strangers.set(place, (this.#strangers.get(place) ?? 0) + 1);
      }
    }
    this.#folded.set(key, row);
  }

  #hasRoom(of: Pick<Refused, "actor" | "deed">): boolean {
    if (!isStranger(of)) return this.#folded.size < mostKinds;
    const [room, address] = placesOf(of).map((place) => this.#strangers.get(place) ?? 0);
    return (room ?? 0) < mostKindsOfStrangers && (address ?? 0) < mostKindsOfAddress;
  }

  /**
   * Of a crowd nobody is named, since the row would blame one for what others did; but the account
   * is that all of them were at.
   */
  #kindOf({ actor, deed }: Pick<Refused, "actor" | "deed">) {
    const { action, error } = deed;
    // "Try again in 53 s" is not another refusal than "in 52 s".
    const said = error?.replace(/\d+/g, "#");
    const key = JSON.stringify([who(actor), actor.origin.address, action, deed.resource, said]);
    if (this.#hasRoom({ actor, deed }) || this.#folded.has(key))
      return { key, of: { actor, deed } };
    const { category, status } = deed;
    const resource = deed.resource?.id ? deed.resource : null;
    const description = `Refused ${action} of many`;
    const crowd = { action, category, resource, description, ...(status && { status }) };
    return { key: `many ${action} ${resource?.id ?? ""}`, of: { actor: theHub, deed: crowd } };
  }
}

/** The audit rows of refusals; nothing else is written for them. */
export function refusalWrites(refused: readonly Refused[], occasion: Occasion): PlannedWrite[] {
  return refused.map(({ actor, deed, times, told }) => {
    if (told === "first") return auditRow(actor, deed, occasion);
    const [often, oftener] =
      times === 1 ? ["once", "once more"] : [`${times} times`, `${times} more times`];
    const said = {
      again: `${oftener} within ${refusalFoldMs / 1000} s`,
      late: `${often} while the log could not be written`,
    };
    const description = `${deed.description}, ${said[told]}`;
    return auditRow(actor, { ...deed, description, details: { ...deed.details, times } }, occasion);
  });
}

function placesOf({ actor, deed }: Pick<Refused, "actor" | "deed">): [string, string] {
  return [deed.category === "AUTH" ? "to get in" : "else", `from ${actor.origin.address}`];
}

function isStranger({ actor }: Pick<Refused, "actor">): boolean {
  return actor.caller.kind === "anonymous";
}

function who({ caller }: Actor): string {
  switch (caller.kind) {
    case "user":
      return caller.id;
    case "node":
      return caller.nodeId;
    default:
      return caller.kind;
  }
}
