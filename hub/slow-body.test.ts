import { request } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { sleep } from "../stack/wait.ts";
import { signedIn, testPerson } from "./testing/test-people.ts";

let running: TemporaryStack;

beforeAll(async () => {
  running = await temporaryStack();
});
afterAll(() => running.close());

it("a right that ends while the body of a call trickles in is no right when it has", async () => {
  const { stack } = running;
  const person = await testPerson(stack, "ADMIN");
  const browser = await signedIn(stack, person);
  const email = "smuggled@test.example";
  const body = JSON.stringify({ email, name: "S", role: "ADMIN" });
  const answered = new Promise<number>((resolve, reject) => {
    const sent = request(`${stack.hubUrl}/trpc/createUser`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        cookie: browser.cookieHeader,
        origin: stack.hubUrl,
      },
    });
    sent.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.write(body.slice(0, 5));
    void sleep(300)
      .then(() => stack.site.disableUser.mutate({ userId: person.userId }))
      .then(() => sent.end(body.slice(5)), reject);
  });
  expect(await answered).toBe(401);
  expect((await stack.site.users.query()).map((user) => user.email)).not.toContain(email);
});

it("a body that does not arrive is waited for no longer than 15 s", async () => {
  const paths = ["/trpc/createUser", "/auth/signIn", "/agent/register"];
  const statuses = paths.map(
    (path) =>
      new Promise((resolve, reject) => {
        const sent = request(running.stack.hubUrl + path, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "content-length": 100,
            origin: running.stack.hubUrl,
          },
        });
        sent.on("response", (answer) => {
          resolve(answer.statusCode);
          sent.destroy();
        });
        sent.on("error", reject);
        sent.write("{");
      }),
  );
  expect(await Promise.all(statuses)).toEqual([408, 408, 408]);
}, 30_000);
