import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../port.ts";
import { Stack, type StackOptions } from "../stack.ts";

/** A stack of its own in a temporary folder; nothing of it is left after close(). */
export interface TemporaryStack {
  stack: Stack;
  /** What the stack said to a person. */
  told: string[];
  close(): Promise<void>;
}

/** Tests call more often in a second than people do in an hour. */
const unlimited = {
  CALLS_PER_MINUTE: "0",
  ADMIN_CALLS_PER_MINUTE: "0",
  HEARTBEATS_PER_MINUTE: "0",
};

/** Starts a stack for a test: without regions and agents unless told otherwise. */
export async function temporaryStack(wishes: Partial<StackOptions> = {}): Promise<TemporaryStack> {
  const folder = mkdtempSync(join(tmpdir(), "tidepool-test-"));
  const told: string[] = [];
  const stack = new Stack({
    folder,
    port: await freePort(),
    fleet: [],
    agents: false,
    heartbeatIntervalSeconds: 1,
    offlineAfterSeconds: 300,
    tell: (line) => told.push(line),
    ...wishes,
    variables: { ...unlimited, ...wishes.variables },
  });
  const close = async (): Promise<void> => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await stack.start();
  } catch (error) {
    await close();
    throw error;
  }
  return { stack, told, close };
}
