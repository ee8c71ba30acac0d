import { describe, expect, it } from "vitest";
import { readSamples } from "./read-samples.ts";

const read = (...rows: string[]) =>
  readSamples(["timestamp,instance_id,metric,value", ...rows].join("\n"), "s");

describe("readSamples()", () => {
  it("puts rows in order of time, and says so", () => {
    expect(read("60,,queue,700", "0,a,cpu,1")).toEqual({
      samples: [
        { instanceId: "a", metric: "cpu", atMs: 0, value: 1 },
        { instanceId: null, metric: "queue", atMs: 60_000, value: 700 },
      ],
      notes: ["s, line 3: its time is before that of the row above; rows were put in order."],
    });
    expect(read("0,a,cpu,1", "0,b,cpu,100", "0,a,ram,0", "60,a,cpu,1").notes).toEqual([]);
  });

  it.each([
    [["0,a,,1"], "s, line 2: it names no metric."],
    [["0,a,cpu,1", "0,a,cpu,101"], "s, line 3: cpu 101 is not within 0 to 100 %."],
    [["0,a,ram,-1"], "s, line 2: ram -1 is not within 0 to 100 %."],
    [
      ["0,a,cpu,1", "0,b,cpu,1", "0,a,cpu,2"],
      "s, line 4: line 2 has a value of the same metric, instance and time.",
    ],
    [["0,a,cpu,1", "4000000000,a,cpu,1"], "two years is the most"],
  ])("refuses %j", (rows, sentence) => {
    expect(() => read(...rows)).toThrow(sentence);
  });
});
