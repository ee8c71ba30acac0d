import { expect, test } from "vitest";
import { arrivalOf, ssoPath } from "./arrival.ts";

test.each([
  ["", { next: "/", error: null, notice: null }],
  ["?next=%2Fsettings", { next: "/settings", error: null, notice: null }],
  ["?next=https%3A%2F%2Fevil.example", { next: "/", error: null, notice: null }],
  ["?error=sso-refused", { error: "The identity provider did not sign you in." }],
  ["?error=Send+me+your+password", { error: null }],
  ["?error=constructor", { error: null }],
  ["?notice=password-set", { notice: "Your password is set. Sign in with it." }],
])("arrivalOf(%j)", (search, arrival) => {
  expect(arrivalOf(search)).toMatchObject(arrival);
});

test.each([
  ["", "/auth/keycloak?next=%2F"],
  ["?next=%2Fsettings", "/auth/keycloak?next=%2Fsettings"],
  ["?error=sso-disabled", "/auth/keycloak?next=%2F&anew="],
])("after arriving with %j the provider is at %s", (search, path) => {
  expect(ssoPath(arrivalOf(search))).toBe(path);
});
