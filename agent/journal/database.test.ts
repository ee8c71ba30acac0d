import { expect, test } from "vitest";
import { tempFolder } from "../testing/fake-ports.ts";
import { durably, openDatabase } from "./database.ts";

test("durably() is a fault on a full disk, keeps nothing of the work, and goes on after", () => {
  const database = openDatabase(tempFolder());
  const insert = database.prepare("INSERT INTO memories (pool_id, memory) VALUES (?, ?)");
  const count = () => Number(database.prepare("SELECT count(*) AS n FROM memories").get()?.n);
  // SQLite itself says "full" at this many pages, as it does on a full disk.
  const pages = Number(database.prepare("PRAGMA page_count").get()?.page_count);
  database.exec(`PRAGMA max_page_count = ${pages + 1}`);
  const fill = () =>
    durably(database, () => {
      insert.run("small", "{}");
      insert.run("large", "x".repeat(100_000));
    });
  expect(fill).toThrow(/The journal can not be written: .*full/);
  expect(count()).toBe(0);
  durably(database, () => insert.run("small", "{}"));
  expect(count()).toBe(1);
});

test("openDatabase() says in a sentence that its folder can not be used", () => {
  expect(() => openDatabase("/dev/null/state")).toThrow(/can not be used/);
});
