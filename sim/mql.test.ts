import { describe, expect, test } from "vitest";
import { parseMql } from "./mql.ts";

describe("parseMql()", () => {
  test.each([
    [
      'CpuUtilization[1m]{instancePoolId = "ocid1.pool"}.groupBy(resourceId).mean()',
      {
        metric: "CpuUtilization",
        intervalMinutes: 1,
        filters: { instancePoolId: "ocid1.pool" },
        grouping: { kind: "by", dimensions: ["resourceId"] },
        statistic: "mean",
      },
    ],
    [
      ' MemoryUtilization [ 2h ] { resourceId="a" , instancePoolId = "b" } . max ( ) ',
      {
        metric: "MemoryUtilization",
        intervalMinutes: 120,
        filters: { resourceId: "a", instancePoolId: "b" },
        grouping: { kind: "each" },
        statistic: "max",
      },
    ],
    [
      "CpuUtilization[60m].grouping().count()",
      {
        metric: "CpuUtilization",
        intervalMinutes: 60,
        filters: {},
        grouping: { kind: "all" },
        statistic: "count",
      },
    ],
    [
      "CpuUtilization[5m].groupBy(instancePoolId, resourceId).min()",
      {
        metric: "CpuUtilization",
        intervalMinutes: 5,
        filters: {},
        grouping: { kind: "by", dimensions: ["instancePoolId", "resourceId"] },
        statistic: "min",
      },
    ],
  ])("reads %s", (text, query) => {
    expect(parseMql(text)).toEqual(query);
  });

  test.each([
    ["", /query must be/],
    ["CpuUtilization", /query must be/],
    ["CpuUtilization[1m]", /query must be/],
    ["CpuUtilization[0m].mean()", /interval .*"0m"/],
    ["CpuUtilization[61m].mean()", /interval .*"61m"/],
    ["CpuUtilization[25h].mean()", /interval .*"25h"/],
    ["CpuUtilization[1s].mean()", /interval .*"1s"/],
    ["CpuUtilization[1m].median()", /statistic .*median\(\)/],
    ["CpuUtilization[1m].mean(3)", /statistic .*mean\(3\)/],
    ["CpuUtilization[1m].groupBy(resourceId)", /statistic .*groupBy/],
    ["CpuUtilization[1m].groupBy(planet).mean()", /dimension "planet"/],
    ["CpuUtilization[1m].rate().mean()", /function rate\(\)/],
    ["CpuUtilization[1m].grouping().groupBy(region).mean()", /more than one grouping/],
    ['CpuUtilization[1m]{resourceId =~ "a"}.mean()', /filter .*=~/],
    ["CpuUtilization[1m]{}.mean()", /filter/],
    ['CpuUtilization[1m]{planet = "mars"}.mean()', /dimension "planet"/],
    ["CpuUtilization[1m].mean() > 80", /unsupported text "> 80"/],
  ])("refuses %s", (text, message) => {
    expect(() => parseMql(text)).toThrow(message);
  });
});
