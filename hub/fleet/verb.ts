import type { Actor } from "./audit-row.ts";
import type { FleetMemory } from "./memory.ts";
import type { Occasion, Plan } from "./plan.ts";

/** What somebody may do: looks at the memory, changes it, and says what has to be written. */
export type Verb<Input, Result> = (
  memory: FleetMemory,
  actor: Actor,
  input: Input,
  occasion: Occasion,
) => Plan<Result>;
