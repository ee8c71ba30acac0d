import type { FleetMemory } from "./memory.ts";
import type { Occasion, Plan } from "./plan.ts";

/** A verb with its input: looks at the memory, changes it, and says what has to be written. */
export type Planner<Result> = (memory: FleetMemory, occasion: Occasion) => Plan<Result>;

/** What a mutation may do: plan writes, and have them committed with everybody else's. */
export interface Writer {
  /**
   * Runs the plan on the memory of this moment, at once and alone, and resolves with its result
   * when its writes are durable. Rejects with the plan's Refusal, with WriteRefused when the
   * database refused the writes, with DatabaseUnreachable when it does not answer.
   */
  write<Result>(plan: Planner<Result>): Promise<Result>;
  memory(): Promise<FleetMemory>;
}
