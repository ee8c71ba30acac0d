import { useContext } from "preact/hooks";
import { formatTime } from "../view/format.ts";
import { HubTime } from "./age.tsx";

/** A point in time, ahead or past: "14:05", "3 Feb, 14:05". */
export function Moment({ atMs }: { atMs: number }) {
  const { nowMs } = useContext(HubTime);
  return (
    <time dateTime={new Date(atMs).toISOString()} title={new Date(atMs).toLocaleString()}>
      {formatTime(atMs, nowMs())}
    </time>
  );
}
