import { describe, expect, it } from "vitest";
import { readOptions, usage } from "./read-options.ts";

const demand = ["--config", "c", "--demand", "d"];

describe("readOptions()", () => {
  it("has defaults", () => {
    expect(readOptions(demand)).toEqual({
      configFile: "c",
      pool: null,
      source: { kind: "demand", file: "d" },
      bootSeconds: 180,
      initialSize: null,
      json: false,
    });
    expect(readOptions(["--help"])).toBeNull();
  });

  it.each([
    [["--demand", "x"], "--config is missing."],
    [["--config", "x"], "Give one of --demand and --samples."],
    [[...demand, "--samples", "b"], "Give one of --demand and --samples."],
    [
      ["--config", "c", "--samples", "s", "--boot-seconds", "180"],
      "--boot-seconds goes with --demand: no instance boots in a recording.",
    ],
    [
      [...demand, "--boot-seconds", "soon"],
      '--boot-seconds must be a whole number from 0 to 86400, not "soon".',
    ],
    [[...demand, "--initial", "-1"], '--initial must be a whole number from 0 to 10000, not "-1".'],
    [[...demand, "--initial", "--json"], "--initial needs a value."],
    [[...demand, "--initial"], "--initial needs a value."],
    [[...demand, "--seed", "1"], "Unknown option '--seed'."],
    [[...demand, "--json=yes"], "Option '--json' does not take an argument."],
  ])("refuses %j in one sentence and the usage", (args, sentence) => {
    expect(() => readOptions(args)).toThrow(new Error(`${sentence} ${usage}`));
  });
});
