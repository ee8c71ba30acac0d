import { TRPCClientError } from "@trpc/client";
import { expect, test } from "vitest";
import { hubFailure } from "./hub-failure.ts";

const answered = (status: number) => ({ meta: { response: { status } } });

test.each([
  [
    "no connection",
    new TRPCClientError("x", { cause: new TypeError("fetch failed") }),
    "unreachable",
  ],
  ["a timeout", new DOMException("slow", "TimeoutError"), "timeout"],
  ["a timeout inside", { cause: new DOMException("slow", "TimeoutError") }, "timeout"],
  ["a page of HTML", new TRPCClientError("x", answered(200)), "unreadable"],
  ["nothing at all", undefined, "unreachable"],
])("hubFailure() of %s", (_, thrown, kind) => {
  expect(hubFailure(thrown)).toEqual({ kind });
});

test("hubFailure() of an error answer carries its status and no message", () => {
  expect(hubFailure(new TRPCClientError("secret", answered(503)))).toEqual({
    kind: "refused",
    httpStatus: 503,
  });
});
