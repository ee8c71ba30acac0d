import { expect, test } from "vitest";
import { fieldOfTime, filterOf, filterOfQuery, queryOf, timeOfField } from "./audit-query.ts";

test("filterOfQuery() reads back what queryOf() wrote", () => {
  const filter = {
    category: "USER",
    action: "CREATE_USER",
    user: "anna+1@example.com",
    resourceType: "user",
    status: "FAILURE",
    fromMs: 0,
    untilMs: 1_763_712_000_000,
    text: "50 % & more = 100 #1",
  } as const;
  expect(filterOfQuery(`?${queryOf(filter)}`)).toEqual(filter);
});

test.each([
  ["", {}],
  ["?category=USER", { category: "USER" }],
  ["?category=toString", {}],
  ["?category=user&status=MAYBE", {}],
  ["?fromMs=yesterday&untilMs=-1", {}],
  ["?fromMs=&untilMs=1.5", {}],
  ["?action=&text=++", {}],
  ["?limit=1000000&beforeSeq=3", {}],
  [`?text=${"x".repeat(300)}`, { text: "x".repeat(200) }],
])("filterOfQuery(%j) lets through only what the hub takes", (search, filter) => {
  expect(filterOfQuery(search)).toEqual(filter);
});

test("queryOf() of an empty filter is empty", () => {
  expect(queryOf({})).toBe("");
  expect(queryOf(filterOf({ user: "", text: " " }))).toBe("");
});

test("timeOfField() is the time that fieldOfTime() shows, to the minute", () => {
  const atMs = new Date(2026, 1, 3, 4, 5).getTime();
  expect(fieldOfTime(atMs)).toBe("2026-02-03T04:05");
  expect(timeOfField(fieldOfTime(atMs))).toBe(String(atMs));
  expect([fieldOfTime(undefined), timeOfField("")]).toEqual(["", ""]);
});
