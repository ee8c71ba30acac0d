import type { PoolSummary } from "../../../core/contract/site-contract.ts";
import { sparkLines } from "../view/spark-lines.ts";

interface SparklineProps {
  spark: PoolSummary["spark"];
  maxSize: number;
  toMs: number;
}

const width = 180;
const height = 36;
const windowMs = 30 * 60_000;

/** The last 30 minutes: size in steps, CPU as a line. */
export function Sparkline({ spark, maxSize, toMs }: SparklineProps) {
  const fromMs = toMs - windowMs;
  const lines = sparkLines(spark, { fromMs, toMs, maxSize, width, height });
  return (
    <div class="cell cell-spark">
      <span class="cell-label" aria-hidden="true">
        30 min, size and CPU
      </span>
      <svg
        class="spark"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={lines.label}
      >
        <title>{lines.label}</title>
        <path class="spark-area" d={lines.sizeArea} />
        <path class="spark-size" d={lines.sizeLine} />
        <path class="spark-cpu" d={lines.cpuLine} />
      </svg>
    </div>
  );
}
