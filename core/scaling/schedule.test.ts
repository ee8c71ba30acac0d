import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type Day, everFires, isCron, type Opening } from "./firings.ts";
import { localOf } from "./local-time.ts";
import { nextFirings, openWindow, type Schedule } from "./schedule.ts";

const everyDay: readonly Day[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const daily = (startTime: string, endTime: string, days = everyDay): Opening => ({
  kind: "daily",
  startTime,
  endTime,
  days,
});
const cron = (expression: string, durationMinutes: number): Opening => ({
  kind: "cron",
  expression,
  durationMinutes,
});
const schedule = (change: Partial<Schedule> = {}): Schedule => ({
  name: "day",
  opens: daily("08:00", "18:00"),
  timezone: "UTC",
  targetInstances: 5,
  minInstances: null,
  maxInstances: null,
  ...change,
});
const at = (iso: string): number => Date.parse(iso);
const isOpen = (of: Schedule, iso: string): boolean => openWindow([of], at(iso)) !== null;
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
/** The openings from one instant to another, as "from/to". */
const spans = (opens: Opening, timezone: string, [from, to]: [string, string]): string[] =>
  nextFirings([schedule({ opens, timezone })], at(from) - 1, 50)
    .filter(({ opensAtMs }) => opensAtMs < at(to))
    .map(({ opensAtMs, closesAtMs }) => `${iso(opensAtMs)}/${iso(closesAtMs)}`);

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
    const night = schedule({ opens: daily("22:00", "06:00", ["fri"]) });
    expect(isOpen(night, "2026-11-20T23:00:00Z")).toBe(true);
    expect(isOpen(night, "2026-11-21T05:59:00Z")).toBe(true);
    expect(isOpen(night, "2026-11-21T06:00:00Z")).toBe(false);
    expect(isOpen(night, "2026-11-21T23:00:00Z")).toBe(false);
  });

  it("is open all day where start and end are the same", () => {
    const all = schedule({ opens: daily("06:00", "06:00", ["fri"]) });
    expect(isOpen(all, "2026-11-20T05:59:00Z")).toBe(false);
    expect(isOpen(all, "2026-11-20T06:00:00Z")).toBe(true);
    expect(isOpen(all, "2026-11-21T05:59:59Z")).toBe(true);
    expect(isOpen(all, "2026-11-21T06:00:00Z")).toBe(false);
  });

  it("reads its times in its own time zone", () => {
    const tokyo = schedule({ timezone: "Asia/Tokyo" });
    expect(isOpen(tokyo, "2026-11-19T23:00:00Z")).toBe(true);
    expect(isOpen(tokyo, "2026-11-20T09:00:00Z")).toBe(false);
    expect(() => isOpen(schedule({ timezone: "Mars/Base" }), "2026-11-20T09:00:00Z")).toThrow(
      RangeError,
    );
  });

  it("lets the first fixed size win, and bounds hold together", () => {
    const bounds = (name: string, minInstances: number | null, maxInstances: number | null) =>
      schedule({ name, targetInstances: null, minInstances, maxInstances });
    const noon = at("2026-11-20T12:00:00Z");
    const both = [bounds("a", 2, 9), bounds("b", 4, 12)];
    expect(openWindow(both, noon)).toEqual({
      name: "a + b",
      targetSize: null,
      minSize: 4,
      maxSize: 9,
      floorOf: "b",
      ceilingOf: "a",
    });
    const fixed = [schedule({ name: "first" }), schedule({ name: "second", targetInstances: 9 })];
    expect(openWindow([...both, ...fixed], noon)).toEqual({
      name: "first",
      targetSize: 5,
      minSize: null,
      maxSize: null,
    });
    const five = ["a", "b", "c", "d", "e"].map((name) => bounds(name, 1, null));
    const window = openWindow(five, noon);
    expect(window).toMatchObject({ name: "a + b + c + 2 more", maxSize: null, floorOf: "a" });
    expect(window).not.toHaveProperty("ceilingOf");
    expect(openWindow(five.slice(1, 2), noon)).not.toHaveProperty("floorOf");
  });

  it("is open from each match of a cron expression on, as long as it says", () => {
    const monthly = schedule({ opens: cron("30 9 1 * *", 90) });
    expect(isOpen(monthly, "2026-12-01T09:29:59Z")).toBe(false);
    expect(isOpen(monthly, "2026-12-01T09:30:00Z")).toBe(true);
    expect(isOpen(monthly, "2026-12-01T10:59:59Z")).toBe(true);
    expect(isOpen(monthly, "2026-12-01T11:00:00Z")).toBe(false);
  });

  it("stays open where matches follow before the last has closed", () => {
    const hourly = schedule({ opens: cron("0 * * * *", 90) });
    for (const minute of ["00", "29", "31", "59"]) {
      expect(isOpen(hourly, `2026-11-20T10:${minute}:00Z`)).toBe(true);
    }
  });

  it("never opens for a day that there is not", () => {
    const never = schedule({ opens: cron("0 0 30 2 *", 60) });
    expect(openWindow([never], at("2026-11-20T12:00:00Z"))).toBeNull();
    expect(nextFirings([never], at("2026-11-20T12:00:00Z"), 3)).toEqual([]);
  });
});

// Each change, as the tz database has it for 2026: London 29 March and 25 October at 01:00 UTC,
// New York 8 March 07:00 and 1 November 06:00, Lord Howe 3 October 15:30 (by half an hour
// forward) and 4 April 15:00 (by half an hour back).
describe("where clocks are moved, every window fires once", () => {
  const london = "Europe/London";
  const newYork = "America/New_York";
  const lordHowe = "Australia/Lord_Howe";
  const springLondon: [string, string] = ["2026-03-29T00:00Z", "2026-03-29T23:00Z"];
  const autumnLondon: [string, string] = ["2026-10-24T23:00Z", "2026-10-26T00:00Z"];
  const springNewYork: [string, string] = ["2026-03-08T05:00Z", "2026-03-09T04:00Z"];
  const autumnNewYork: [string, string] = ["2026-11-01T04:00Z", "2026-11-02T05:00Z"];
  const springLordHowe: [string, string] = ["2026-10-03T13:30Z", "2026-10-04T13:00Z"];
  const autumnLordHowe: [string, string] = ["2026-04-04T13:00Z", "2026-04-05T13:30Z"];

  it.each<[string, [string, string], string, string, string]>([
    // Forward: what is skipped is the moment of the jump.
    [london, springLondon, "00:30", "03:00", "2026-03-29T00:30/2026-03-29T02:00"],
    [london, springLondon, "01:30", "03:00", "2026-03-29T01:00/2026-03-29T02:00"],
    [london, springLondon, "00:30", "01:30", "2026-03-29T00:30/2026-03-29T01:00"],
    [london, springLondon, "01:15", "01:45", "2026-03-29T01:00/2026-03-29T01:30"],
    [london, springLondon, "08:00", "18:00", "2026-03-29T07:00/2026-03-29T17:00"],
    [london, springLondon, "22:00", "02:00", "2026-03-29T21:00/2026-03-30T01:00"],
    [newYork, springNewYork, "02:30", "04:00", "2026-03-08T07:00/2026-03-08T08:00"],
    [newYork, springNewYork, "01:30", "02:30", "2026-03-08T06:30/2026-03-08T07:00"],
    [newYork, springNewYork, "02:00", "03:00", "2026-03-08T07:00/2026-03-08T08:00"],
    [newYork, springNewYork, "08:00", "18:00", "2026-03-08T12:00/2026-03-08T22:00"],
    [lordHowe, springLordHowe, "02:15", "03:00", "2026-10-03T15:30/2026-10-03T16:00"],
    [lordHowe, springLordHowe, "01:30", "02:15", "2026-10-03T15:00/2026-10-03T15:30"],
    [lordHowe, springLordHowe, "02:05", "02:20", "2026-10-03T15:30/2026-10-03T15:45"],
    [lordHowe, springLordHowe, "08:00", "18:00", "2026-10-03T21:00/2026-10-04T07:00"],
    // Back: what is shown twice is the first of the two.
    [london, autumnLondon, "01:30", "03:00", "2026-10-25T00:30/2026-10-25T03:00"],
    [london, autumnLondon, "01:15", "01:45", "2026-10-25T00:15/2026-10-25T00:45"],
    [london, autumnLondon, "00:30", "01:30", "2026-10-24T23:30/2026-10-25T00:30"],
    [london, autumnLondon, "08:00", "18:00", "2026-10-25T08:00/2026-10-25T18:00"],
    [newYork, autumnNewYork, "01:30", "03:00", "2026-11-01T05:30/2026-11-01T08:00"],
    [newYork, autumnNewYork, "01:00", "02:00", "2026-11-01T05:00/2026-11-01T07:00"],
    [newYork, autumnNewYork, "08:00", "18:00", "2026-11-01T13:00/2026-11-01T23:00"],
    [lordHowe, autumnLordHowe, "01:45", "03:00", "2026-04-04T14:45/2026-04-04T16:30"],
    [lordHowe, autumnLordHowe, "01:30", "02:00", "2026-04-04T14:30/2026-04-04T15:30"],
    [lordHowe, autumnLordHowe, "08:00", "18:00", "2026-04-04T21:30/2026-04-05T07:30"],
  ])("%s, %j: %s to %s", (timezone, within, start, end, expected) => {
    expect(spans(daily(start, end), timezone, within)).toEqual([expected]);
  });

  it.each<[string, [string, string], string, number, string[]]>([
    [london, springLondon, "30 1 * * *", 60, ["2026-03-29T01:00/2026-03-29T02:00"]],
    [london, springLondon, "*/20 1 * * *", 10, ["2026-03-29T01:00/2026-03-29T01:10"]],
    [london, autumnLondon, "30 1 * * *", 60, ["2026-10-25T00:30/2026-10-25T01:30"]],
    [newYork, springNewYork, "30 2 * * sun", 60, ["2026-03-08T07:00/2026-03-08T08:00"]],
    [newYork, autumnNewYork, "30 1 1 nov *", 90, ["2026-11-01T05:30/2026-11-01T07:00"]],
    [lordHowe, springLordHowe, "10,20 2 * * *", 5, ["2026-10-03T15:30/2026-10-03T15:35"]],
    [lordHowe, autumnLordHowe, "45 1 * * *", 30, ["2026-04-04T14:45/2026-04-04T15:15"]],
    [
      lordHowe,
      autumnLordHowe,
      "30 0-3 * * *",
      15,
      [
        "2026-04-04T13:30/2026-04-04T13:45",
        "2026-04-04T14:30/2026-04-04T14:45",
        "2026-04-04T16:00/2026-04-04T16:15",
        "2026-04-04T17:00/2026-04-04T17:15",
      ],
    ],
  ])("%s, %j: cron %s", (timezone, within, expression, minutes, expected) => {
    expect(spans(cron(expression, minutes), timezone, within)).toEqual(expected);
  });

  it("does not open again in the hour that is shown twice", () => {
    const night = schedule({ opens: daily("01:15", "01:45"), timezone: london });
    expect(isOpen(night, "2026-10-25T00:30:00Z")).toBe(true);
    expect(isOpen(night, "2026-10-25T01:30:00Z")).toBe(false);
  });
});

describe("a cron expression with many matches", () => {
  const everyMinute = schedule({ opens: cron("* * * * *", 1), timezone: "Europe/London" });
  /** How often a time zone is asked for, which is what takes the time. */
  const looksOf = (ask: () => void): number => {
    const looks = vi.spyOn(Intl.DateTimeFormat.prototype, "formatToParts");
    ask();
    const count = looks.mock.calls.length;
    looks.mockRestore();
    return count;
  };

  it("rests while times are shown again, and opens on the minute after", () => {
    const [next] = nextFirings([everyMinute], at("2026-10-25T01:00:30Z"), 1);
    expect(next?.opensAtMs).toBe(at("2026-10-25T02:00Z"));
    expect(isOpen(everyMinute, "2026-10-25T00:59:59Z")).toBe(true);
    expect(isOpen(everyMinute, "2026-10-25T01:59:59Z")).toBe(false);
  });

  it("is answered without a look at each of them, where clocks are moved as well", () => {
    const again = () => void openWindow([{ ...everyMinute }], at("2026-10-25T01:00:30Z"));
    const skipped = () => void nextFirings([everyMinute], at("2026-03-29T00:59:30Z"), 2);
    expect(looksOf(again)).toBeLessThan(90);
    expect(looksOf(skipped)).toBeLessThan(90);
  });
});

const zones = [
  "UTC",
  "Europe/London",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/Sao_Paulo",
  "Africa/Casablanca",
];
const time = fc
  .integer({ min: 0, max: 1439 })
  .map((minute) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`);
const opening: fc.Arbitrary<Opening> = fc.oneof(
  fc
    .tuple(time, time, fc.uniqueArray(fc.constantFrom(...everyDay), { minLength: 1 }))
    .map(([start, end, days]) => daily(start, end, days)),
  fc
    .tuple(
      fc.constantFrom("15 3 * * *", "*/50 * * * *", "0 2 * * sun", "30 1 1,15 * *", "5 0 29 2 *"),
      fc.integer({ min: 1, max: 3000 }),
    )
    .map(([expression, minutes]) => cron(expression, minutes)),
);
const instant = fc.integer({ min: at("2024-01-01T00:00Z"), max: at("2029-01-01T00:00Z") });
const given = fc.tuple(opening, fc.constantFrom(...zones), instant);

describe("whatever the schedule, zone and time", () => {
  it("a window is open exactly within its firings, and these come in order, once each", () => {
    fc.assert(
      fc.property(given, ([opens, timezone, atMs]) => {
        const of = schedule({ opens, timezone });
        const firings = nextFirings([of], atMs, 4);
        const starts = firings.map(({ opensAtMs }) => opensAtMs);
        expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
        for (const [index, { opensAtMs, closesAtMs }] of firings.entries()) {
          expect(opensAtMs).toBeGreaterThan(atMs);
          expect(closesAtMs).toBeGreaterThan(opensAtMs);
          expect(openWindow([{ ...of }], opensAtMs)).not.toBeNull();
          expect(openWindow([{ ...of }], closesAtMs - 1)).not.toBeNull();
          const next = firings[index + 1];
          if (next && next.opensAtMs > closesAtMs) {
            expect(openWindow([{ ...of }], closesAtMs)).toBeNull();
            expect(openWindow([{ ...of }], next.opensAtMs - 1)).toBeNull();
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("asking in any order gives the same answers", () => {
    fc.assert(
      fc.property(given, fc.array(instant, { maxLength: 5 }), ([opens, timezone, atMs], before) => {
        const of = schedule({ opens, timezone });
        for (const other of before) openWindow([of], other);
        expect(openWindow([of], atMs)).toEqual(openWindow([{ ...of }], atMs));
      }),
    );
  });

  it("away from changes of the clock, a daily window is what the local clock shows", () => {
    fc.assert(
      fc.property(
        fc.tuple(time, time, fc.constantFrom(...zones), instant),
        ([start, end, timezone, atMs]) => {
          const dayMs = 86_400_000;
          const offsets = [-2, -1, 0, 1, 2].map((days) => {
            const thenMs = atMs + days * dayMs;
            return localOf(thenMs, timezone) - thenMs;
          });
          fc.pre(new Set(offsets).size === 1);
          const shown = iso(localOf(atMs, timezone)).slice(11);
          const inside =
            start < end ? shown >= start && shown < end : shown >= start || shown < end;
          expect(
            isOpen(schedule({ opens: daily(start, end), timezone }), new Date(atMs).toISOString()),
          ).toBe(inside);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("nextFirings()", () => {
  it("merges the schedules of a pool, soonest first, and says what each sets", () => {
    const launch = schedule({
      name: "launch",
      opens: cron("0 9 24 12 *", 600),
      targetInstances: 8,
    });
    const nights = schedule({
      name: "nights",
      opens: daily("20:00", "06:00", ["thu"]),
      targetInstances: null,
      minInstances: 1,
      maxInstances: 3,
    });
    const firings = nextFirings([launch, nights], at("2026-12-17T20:00Z"), 3);
    expect(firings).toEqual([
      {
        schedule: "launch",
        opensAtMs: at("2026-12-24T09:00Z"),
        closesAtMs: at("2026-12-24T19:00Z"),
        targetSize: 8,
        minSize: null,
        maxSize: null,
      },
      {
        schedule: "nights",
        opensAtMs: at("2026-12-24T20:00Z"),
        closesAtMs: at("2026-12-25T06:00Z"),
        targetSize: null,
        minSize: 1,
        maxSize: 3,
      },
      expect.objectContaining({ opensAtMs: at("2026-12-31T20:00Z") }),
    ]);
  });

  it("gives none when none is asked for", () => {
    expect(nextFirings([schedule()], at("2026-12-17T20:00Z"), 0)).toEqual([]);
  });
});

describe("everFires()", () => {
  it.each<[string, boolean]>([
    ["0 0 30 2 *", false],
    ["* * 30,31 feb *", false],
    ["0 0 31 2,4,6,9,11 *", false],
    ["0 0 29 2 *", true],
    ["0 0 31 */2 *", true],
    ["0 0 30 2 mon", true],
    ["59 23 31 12 *", true],
  ])("of %s is %s", (expression, expected) => {
    expect(everFires(schedule({ opens: cron(expression, 5) }))).toBe(expected);
  });
});

describe("isCron()", () => {
  it.each([
    "0 9 * * *",
    "*/15 8-18 * * mon-fri",
    "0 0 1,15 jan,jul *",
    "5 4 * * SUN",
    " 0  9 * * * ",
  ])("takes %s", (expression) => expect(isCron(expression)).toBe(true));
  it.each([
    "",
    "* * * *",
    "* * * * * *",
    "60 * * * *",
    "0 24 * * *",
    "0 0 L * *",
    "0 0 ? * *",
    "0 0 * * mon#1",
    "@daily",
    "0 0 * * xyz",
    "*/0 * * * *",
    "9-8 * * * *",
  ])("refuses %s", (expression) => expect(isCron(expression)).toBe(false));
});

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
