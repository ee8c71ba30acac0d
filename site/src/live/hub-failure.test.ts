import { TRPCClientError } from "@trpc/client";
import { expect, test } from "vitest";
import { hubFailure, hubSentence } from "./hub-failure.ts";

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

test.each([
  [undefined, 10_000],
  ["3", 10_000],
  ["42", 42_000],
])("hubFailure() of a 429 with retry-after %s waits %i ms", (retryAfter, waitMs) => {
  const response = new Response(null, {
    status: 429,
    headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
  });
  const thrown = new TRPCClientError("x", { meta: { response } });
  expect(hubFailure(thrown)).toEqual({ kind: "too-many", waitMs });
});

const hubSaid = (message: string, httpStatus: number) => ({ message, data: { httpStatus } });

test.each([
  ["a refusal", hubSaid("This is the last administrator.", 409), "This is the last administrator."],
  ["a fault", hubSaid("The hub failed; see its log.", 500), null],
  ["no answer", new TRPCClientError("Failed to fetch"), null],
  ["somebody else's answer", new TRPCClientError("Unexpected token <", answered(404)), null],
])("hubSentence() of %s", (_, thrown, sentence) => {
  expect(hubSentence(thrown)).toBe(sentence);
});
