import type { Actor, Deed } from "../fleet/audit-row.ts";
import { RefusalLog, type Refused, refusalFoldMs } from "./refusal-log.ts";

/** Of all requests that this isolate has: strangers who send thousands cost the ledger few calls. */
const log = new RefusalLog();
let isDueSoon = false;

/** How a request reaches the ledger, and does so after its answer. */
export interface ToLedger {
  tell: (refused: Refused[]) => Promise<void>;
  waitUntil: (work: Promise<void>) => void;
}

/** Tells the ledger of a refused attempt: at once, or with others of its kind. */
export function tellRefusal(actor: Actor, deed: Deed, { tell, waitUntil }: ToLedger): void {
  const first = log.note(actor, deed);
  if (first) waitUntil(tell([first]));
  if (isDueSoon) return;
  isDueSoon = true;
  waitUntil(tellDue(tell));
}

async function tellDue(tell: ToLedger["tell"]): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, refusalFoldMs));
  isDueSoon = false;
  const due = log.due();
  if (due.length) await tell(due);
}
