import type {
  ErrorFault,
  Fault,
  LateMetricsFault,
  MissingMetricsFault,
  Operation,
  OutOfCapacityFault,
  SlowFault,
  ThrottleFault,
} from "./faults.ts";

type RequestFault = ThrottleFault | ErrorFault | SlowFault;

/** The faults that are set now. Those with `remaining` count down and disappear by themselves. */
export class FaultBoard {
  #faults: Fault[] = [];

  list(): Fault[] {
    return structuredClone(this.#faults);
  }

  replace(faults: readonly Fault[]): void {
    this.#faults = structuredClone([...faults]);
  }

  /** The first fault of this kind that hits a request of this operation; uses it up by one. */
  take<K extends RequestFault["kind"]>(
    kind: K,
    operation: Operation,
  ): Extract<RequestFault, { kind: K }> | undefined {
    const fault = this.#faults.find(
      (set): set is Extract<RequestFault, { kind: K }> =>
        set.kind === kind &&
        ("operation" in set && set.operation !== undefined ? set.operation === operation : true),
    );
    if (fault?.remaining !== undefined) {
      fault.remaining -= 1;
      if (fault.remaining === 0) this.#faults = this.#faults.filter((set) => set !== fault);
    }
    return fault;
  }

  shortageOf(poolId: string): OutOfCapacityFault | undefined {
    return this.#faults.find(
      (fault) => fault.kind === "out_of_capacity" && fault.pool_id === poolId,
    ) as OutOfCapacityFault | undefined;
  }

  missingMetricsOf(poolId: string, metric: string): MissingMetricsFault | undefined {
    return this.#faults.find(
      (fault): fault is MissingMetricsFault =>
        fault.kind === "missing_metrics" &&
        fault.pool_id === poolId &&
        (fault.metric === undefined || fault.metric === metric),
    );
  }

  /** Zero when the pool's metrics are not late. */
  lagSecondsOf(poolId: string): number {
    const late = this.#faults.filter(
      (fault): fault is LateMetricsFault =>
        fault.kind === "late_metrics" && fault.pool_id === poolId,
    );
    return Math.max(0, ...late.map((fault) => fault.lag_seconds));
  }
}
