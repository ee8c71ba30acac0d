import { Cron } from "croner";

/** Runs again and again, the first time after one interval, and never while it still runs. */
export function every(seconds: number, run: () => Promise<void>): Cron {
  // The pattern allows every second; the interval is what spaces the runs, from the start on.
  const startAt = new Date(Date.now() + (seconds - 1) * 1000);
  return new Cron("* * * * * *", { interval: seconds, startAt, protect: true }, run);
}
