import { TRPCError } from "@trpc/server";
import { expect, it, vi } from "vitest";
import { orFailed } from "../auth/rate-limit.ts";
import { sayUnreachable, toTrpcError } from "./errors.ts";

it("a limiter that fails is answered with 503: the call may be sent again", async () => {
  const logged = vi.spyOn(console, "error").mockReturnValue();
  const take = orFailed(() => Promise.reject(new Error("database or disk is full: SQLITE_FULL")));
  const cause = await take("calls of somebody", 10).catch((error: unknown) => error as Error);
  expect(logged).toHaveBeenCalledOnce();
  const error = new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
  expect(toTrpcError(error)).toMatchObject({
    code: "SERVICE_UNAVAILABLE",
    message: expect.stringContaining("try again in a moment"),
  });
  expect(sayUnreachable(cause).status).toBe(503);
});
