import { describe, expect, it } from "vitest";
import { WriteRefused } from "../../db/write-stream.ts";
import type { Write } from "../../db/writes.ts";
import { DatabaseUnreachable } from "../fleet/database-unreachable.ts";
import { GroupCommit, PlanAgain } from "./group-commit.ts";

const write = (sql: string): Write => ({ kind: "statement", statement: { sql, args: [] } });
const refusal = () => {
  const message = "UNIQUE constraint failed";
  return new WriteRefused("SQLITE_CONSTRAINT", new Error(message));
};

/** A client that notes each transaction, and fails those that hold a text of `faults`. */
function database(faults: Record<string, () => Error> = {}) {
  const batches: string[][] = [];
  let open = 0;
  let mostOpen = 0;
  const batch = async (statements: unknown[]) => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    const texts = statements.map((statement) => (statement as { sql: string }).sql);
    batches.push(texts);
    await new Promise((resolve) => setTimeout(resolve, 2));
    open -= 1;
    const fault = Object.keys(faults).find((text) => texts.includes(text));
    if (fault) throw faults[fault]?.();
  };
  return { client: { batch } as never, batches, mostOpen: () => mostOpen };
}

describe("GroupCommit", () => {
  it("has one transaction at a time, and puts half of those around into the next", async () => {
    const { client, batches, mostOpen } = database();
    const commits = new GroupCommit(client, () => {});
    await Promise.all(["a", "b", "c", "d"].map((sql) => commits.commit([write(sql)])));
    expect(batches).toEqual([["a"], ["b", "c"], ["d"]]);
    expect(mostOpen()).toBe(1);
  });

  it("keeps the writes of one caller in one transaction, in their order", async () => {
    const { client, batches } = database();
    await new GroupCommit(client, () => {}).commit([write("first"), write("second")]);
    expect(batches).toEqual([["first", "second"]]);
  });

  it("does not ask the database for a caller without writes", async () => {
    const { client, batches } = database();
    await new GroupCommit(client, () => {}).commit([]);
    expect(batches).toEqual([]);
  });

  it("has a caller without writes wait for what its plan rests on, and share its fate", async () => {
    const { client, batches } = database({ lost: () => new TypeError("fetch failed") });
    const commits = new GroupCommit(client, () => {});
    const ends: string[] = [];
    const stored = commits.commit([write("stored")]).then(() => ends.push("stored"));
    const repeated = commits.commit([]).then(() => ends.push("repeated"));
    await Promise.all([stored, repeated]);
    expect(ends).toEqual(["stored", "repeated"]);
    await commits.idle();
    const lost = [commits.commit([write("lost")]), commits.commit([])];
    for (const answer of await Promise.allSettled(lost)) {
      expect(answer).toMatchObject({ status: "rejected", reason: expect.any(DatabaseUnreachable) });
    }
    expect(batches).toEqual([["stored"], ["lost"]]);
  });

  it("stores who came before a refused one, and has those after it plan again", async () => {
    const { client, batches } = database({ bad: refusal });
    let failures = 0;
    const commits = new GroupCommit(client, () => {
      failures += 1;
    });
    const first = commits.commit([write("a")]);
    const answers = await Promise.allSettled(
      ["b", "bad", "c"].map((sql) => commits.commit([write(sql)])),
    );
    await first;
    expect(answers).toMatchObject([
      { status: "fulfilled" },
      { reason: { code: "SQLITE_CONSTRAINT" } },
      { reason: expect.any(PlanAgain) },
    ]);
    expect(batches).toEqual([["a"], ["b", "bad"], ["b"], ["bad"]]);
    expect(failures).toBe(1);
  });

  it("fails everybody who waits when the database is not reached, and works again after", async () => {
    const faults: Record<string, () => Error> = { lost: () => new TypeError("fetch failed") };
    const { client } = database(faults);
    let forgotten = false;
    const commits = new GroupCommit(client, () => {
      forgotten = true;
    });
    const answers = await Promise.allSettled(
      ["lost", "waiting", "too"].map((sql) => commits.commit([write(sql)])),
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: "rejected", reason: expect.any(DatabaseUnreachable) });
    }
    expect(forgotten).toBe(true);
    await expect(commits.commit([write("later")])).resolves.toBeUndefined();
  });

  it("is idle once the last transaction ended", async () => {
    const { client, batches } = database();
    const commits = new GroupCommit(client, () => {});
    void commits.commit([write("a")]);
    void commits.commit([write("b")]);
    await commits.idle();
    expect(batches).toEqual([["a"], ["b"]]);
  });
});
