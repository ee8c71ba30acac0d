import type { LifecycleEvent } from "../../core/contract/site-contract.ts";
import { lifecycleEvents } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import type { Occasion } from "./plan.ts";

/** A node's status change, for its lifecycle log. */
export function lifecycleEvent(
  nodeId: string,
  event: Pick<LifecycleEvent, "kind" | "reason" | "trigger">,
  occasion: Occasion,
): Write {
  return statement(
    build
      .insert(lifecycleEvents)
      .values({ id: occasion.newId(), nodeId, atMs: occasion.nowMs, ...event }),
  );
}
