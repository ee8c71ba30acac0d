import type { Actor, Deed } from "../fleet/audit-row.ts";
import { RefusalLog, type Refused, refusalFoldMs } from "./refusal-log.ts";

/** Of all requests that this isolate has: strangers who send thousands cost the ledger few calls. */
const log = new RefusalLog();
/** Until when somebody has promised to tell what was counted, epoch ms. */
let promisedUntilMs = 0;
/** A request may be gone before it keeps its promise; the next one after this makes another. */
const promiseMs = 2 * refusalFoldMs;

/** How a request reaches the ledger, and does so after its answer. */
export interface ToLedger {
  tell: (refused: Refused[]) => Promise<void>;
  waitUntil: (work: Promise<void>) => void;
}

/** Tells the ledger of a refused attempt: at once, or with others of its kind. */
export function tellRefusal(actor: Actor, deed: Deed, { tell, waitUntil }: ToLedger): void {
  const first = log.note(actor, deed);
  if (first) waitUntil(tell([first]));
  const leftMs = promisedUntilMs - Date.now();
  if (leftMs > 0 && leftMs <= promiseMs) return;
  promisedUntilMs = Date.now() + promiseMs;
  waitUntil(tellDue(tell));
}

async function tellDue(tell: ToLedger["tell"]): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, refusalFoldMs));
  promisedUntilMs = 0;
  const due = log.due();
  if (due.length) await tell(due);
}
