import fc from "fast-check";
import { expect, test } from "vitest";
import { signInPath, sitePath } from "./site-path.ts";

const longest = `/${"x".repeat(1999)}`;

test.each([
  "/",
  "/settings",
  "/admin/audit?category=AUTH&text=a%2Fb%5C%20[~]",
  // A browser decodes neither before it decides whose path it is.
  "/%5Cevil.example",
  "/%2Fevil.example",
  longest,
])("sitePath(%j) is that path", (wanted) => {
  expect(sitePath(wanted)).toBe(wanted);
});

test.each([
  null,
  "",
  "settings",
  "https:",
  "https://evil.example/",
  "https:evil.example",
  "javascript:alert(1)",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/settings\\evil",
  "/\t/evil.example",
  "/\n\\evil.example",
  "/settings\n",
  "\t//evil.example",
  " /settings",
  "/two words",
  "/\u0000",
  "/\u007f",
  "/\u2028",
  "/größe",
  `${longest}x`,
])("sitePath(%j) is /", (wanted) => {
  expect(sitePath(wanted)).toBe("/");
});

test("sitePath() never leads to another site", () => {
  const unit = fc.constantFrom("/", "\\", ".", "%5C", ":", "@", "?", "#", "\t", "\n", " ", "a");
  fc.assert(
    fc.property(fc.string({ unit }), (wanted) => {
      const { origin } = new URL(sitePath(wanted), "https://hub.example");
      expect(origin).toBe("https://hub.example");
    }),
  );
});

test.each(["/settings", "/admin/audit?category=AUTH&text=%25", "/?a=1&b=2"])(
  "signInPath(%j) leads back there",
  (path) => {
    const { pathname, searchParams } = new URL(signInPath(path), "https://hub.example");
    expect([pathname, sitePath(searchParams.get("next"))]).toEqual(["/sign-in", path]);
  },
);

test("signInPath() of the dashboard is bare, since signing in leads there anyway", () => {
  expect(signInPath("/")).toBe("/sign-in");
});
