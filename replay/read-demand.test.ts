import { describe, expect, it } from "vitest";
import { readDemand } from "./read-demand.ts";

const uneven =
  "Rows lie apart otherwise than by 60 s: at each tick the last one counts, and none after the last tick.";
const head = "timestamp,demand\n";

describe("readDemand()", () => {
  it("reads a demand a minute, with or without a byte order mark", () => {
    expect(readDemand("\uFEFFtimestamp,demand\r\n0,1\r\n60,2\r\n", "d")).toEqual({
      startMs: 0,
      demands: [1, 2],
      notes: [],
    });
  });

  it("carries the last row forward, drops what follows the last tick, and says so", () => {
    const csv = "demand,timestamp\n1,0\n2,30\n3,60\n4,200\n";
    expect(readDemand(csv, "d")).toEqual({
      startMs: 0,
      demands: [1, 3, 3, 3],
      notes: [uneven],
    });
  });

  it("names holes of more than ten minutes, the first three of them", () => {
    expect(readDemand(`${head}0,1\n600,2\n`, "d").notes).toEqual([uneven]);
    expect(readDemand(`${head}0,1\n60,2\n86460,3\n`, "d").notes).toEqual([
      uneven,
      "d, line 4: 1440 minutes after line 3, whose demand of 2 is taken for all of them.",
    ]);
    const hourly = [0, 1, 2, 3, 4, 5].map((hour) => `${hour * 3600},1\n`).join("");
    const { notes } = readDemand(head + hourly, "d");
    expect(notes).toHaveLength(5);
    expect(notes.at(-1)).toBe("d has 2 more such holes.");
  });

  it.each([
    ["", "d is empty."],
    ["\uFEFF\n", "d is empty."],
    [
      "a,b\n",
      "d, line 1: expected the columns timestamp,demand; timestamp and demand are not there.",
    ],
    ["timestamp,load\n", "demand is not there."],
    ['"timestamp","demand"\n', "Instead, write the cells without quotes."],
    ["timestamp;demand\n", 'are not there. Separate the cells by commas, not by ";".'],
    ["timestamp\tdemand\n", 'not by "\\t".'],
    [
      "timestamp,demand, Demand\n0,1,2\n",
      'd, line 1: the column "demand" is there twice; leave one out.',
    ],
    ["timestamp,demand,x,x\n0,1,2,3\n", 'the column "x" is there twice'],
    [`${head}0\n`, "d, line 2: expected 2 cells, and there is 1."],
    [head, "d has no rows."],
    [`${head}0,1,2\n`, "d, line 2: expected 2 cells, and there are 3."],
    [`${head}"0",1\n`, "d, line 2: write the cells without quotes."],
    [`${head}soon,1\n`, 'd, line 2: timestamp "soon" is no time'],
    [`${head}0,x\n`, 'd, line 2: demand "x" is no number.'],
    [`${head}0,NaN\n`, "is no number"],
    [`${head}0,\n`, "is no number"],
    [`${head}0,1\n\n60,-1\n`, "d, line 4: demand -1 is below 0."],
    [`${head}0,1e9\n`, "d, line 2: demand 1000000000 is above 100000."],
    [`${head}60,1\n60,1\n`, "d, line 3: its time is not later"],
    [`${head}0,1\n4000000000,1\n`, "two years is the most"],
  ])("refuses %j", (csv, sentence) => {
    expect(() => readDemand(csv, "d")).toThrow(sentence);
  });
});
