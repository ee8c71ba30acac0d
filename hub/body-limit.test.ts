import { describe, expect, it } from "vitest";
import { wholeRequest } from "./body-limit.ts";

const withinMs = 50;

/** A request whose body comes in these pieces, and does not end unless told so. */
function sending(pieces: readonly string[], { ends }: { ends: boolean }): Request {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      if (ends) controller.close();
    },
  });
  const init = { method: "POST", body, duplex: "half" };
  return new Request("http://hub.example/trpc/call", init as RequestInit);
}

describe("a body without a stated length", () => {
  it("is read whole", async () => {
    const whole = await wholeRequest(sending(["{}", " "], { ends: true }), withinMs);
    expect(await whole.text()).toBe("{} ");
  });

  it("is refused with 413 when it is too long, ended or not", async () => {
    const pieces = Array(5).fill("x".repeat(64 * 1024));
    const answer = await wholeRequest(sending(pieces, { ends: false }), withinMs);
    expect(answer).toMatchObject({ status: 413 });
  });

  it("is refused with 408 when it has not arrived in time", async () => {
    const answer = await wholeRequest(sending(["{"], { ends: false }), withinMs);
    expect(answer).toMatchObject({ status: 408 });
  });
});
