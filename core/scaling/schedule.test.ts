import { describe, expect, it } from "vitest";
import { openWindow, type Schedule } from "./schedule.ts";

const schedule = (change: Partial<Schedule> = {}): Schedule => ({
  name: "day",
  startTime: "08:00",
  endTime: "18:00",
  days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
  timezone: "UTC",
  targetInstances: 5,
  minInstances: null,
  maxInstances: null,
  ...change,
});
const at = (iso: string): number => Date.parse(iso);
const isOpen = (of: Schedule, iso: string): boolean => openWindow([of], at(iso)) !== null;

describe("openWindow()", () => {
  it.each([
    ["07:59", false],
    ["08:00", true],
    ["17:59", true],
    ["18:00", false],
  ])("at %s is %s", (time, open) => {
    expect(isOpen(schedule(), `2026-11-20T${time}:00Z`)).toBe(open);
  });

  it("crosses midnight, on the days it starts on", () => {
    const night = schedule({ startTime: "22:00", endTime: "06:00", days: ["fri"] });
    expect(isOpen(night, "2026-11-20T23:00:00Z")).toBe(true);
    expect(isOpen(night, "2026-11-21T05:59:00Z")).toBe(true);
    expect(isOpen(night, "2026-11-21T06:00:00Z")).toBe(false);
    expect(isOpen(night, "2026-11-21T23:00:00Z")).toBe(false);
  });

  it("reads its times in its own time zone", () => {
    const tokyo = schedule({ timezone: "Asia/Tokyo" });
    expect(isOpen(tokyo, "2026-11-19T23:00:00Z")).toBe(true);
    expect(isOpen(tokyo, "2026-11-20T09:00:00Z")).toBe(false);
  });

  it("lets the first fixed size win, and bounds hold together", () => {
    const bounds = (name: string, minInstances: number | null, maxInstances: number | null) =>
      schedule({ name, targetInstances: null, minInstances, maxInstances });
    const noon = at("2026-11-20T12:00:00Z");
    const both = [bounds("a", 2, 9), bounds("b", 4, null)];
    expect(openWindow(both, noon)).toMatchObject({ targetSize: null, minSize: 4, maxSize: 9 });
    expect(openWindow([...both, schedule({ name: "fixed" })], noon)).toMatchObject({
      name: "fixed",
      targetSize: 5,
    });
  });
});
