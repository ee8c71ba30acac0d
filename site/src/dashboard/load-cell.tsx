import { formatPercent } from "../view/format.ts";

interface LoadCellProps {
  label: "CPU" | "RAM";
  /** Undefined before the first report, null when it was not measured. */
  average: number | null | undefined;
  max: number | null | undefined;
}

/** A load in percent: the average as number and bar, the highest instance as a tick. */
export function LoadCell({ label, average = null, max = null }: LoadCellProps) {
  const text = formatPercent(average);
  const maxText = formatPercent(max);
  return (
    <div class="cell cell-load">
      <span class="cell-label">{label}</span>
      {text === null ? (
        <span class="no-data">no data</span>
      ) : (
        <span class="cell-value">
          {text}
          {maxText && <span class="cell-note">max {maxText}</span>}
        </span>
      )}
      <svg class="load-bar" width="100%" height="6" aria-hidden="true">
        <rect class="track" width="100%" height="6" rx="3" />
        {average !== null && <rect class="fill" width={share(average)} height="6" rx="3" />}
        {max !== null && <rect class="tick" x={share(max)} width="2" height="6" />}
      </svg>
    </div>
  );
}

function share(percent: number): string {
  return `${Math.min(100, Math.max(0, percent))}%`;
}
