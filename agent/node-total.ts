import type { NodeConfig } from "../core/config/node-config.ts";
import type { NodeCeiling } from "../core/scaling/policy.ts";

/**
 * What the pools of a node run together, for `max_total_instances`. A pool counts with the size it
 * was last seen with, or was asked to grow to if that is more; one never seen with its maximum.
 */
export class NodeTotal {
  readonly #maxTotalInstances: number | null;
  readonly #sizes: Map<string, number>;

  /** `before`: the total of the config before, whose sizes are still true. */
  constructor({ pools, maxTotalInstances }: NodeConfig, before: NodeTotal | null) {
    const known = before ? before.#sizes : new Map<string, number>();
    this.#maxTotalInstances = maxTotalInstances;
    this.#sizes = new Map(
      pools.map(({ oraclePoolId, policy }) => [
        oraclePoolId,
        known.get(oraclePoolId) ?? policy.maxSize,
      ]),
    );
  }

  note(oraclePoolId: string, size: number): void {
    if (this.#sizes.has(oraclePoolId)) this.#sizes.set(oraclePoolId, size);
  }

  /** Null where the config bounds no total. */
  ceilingFor(oraclePoolId: string): NodeCeiling | null {
    const maxTotalInstances = this.#maxTotalInstances;
    if (maxTotalInstances === null) return null;
    let otherInstances = 0;
    for (const [id, size] of this.#sizes) if (id !== oraclePoolId) otherInstances += size;
    return { maxTotalInstances, otherInstances };
  }
}
