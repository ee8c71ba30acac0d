import { defineConfig } from "vitest/config";
import usual from "./vitest.config.ts";

/** The one test that needs Java and a download: npm run test:keycloak. */
export default defineConfig({
  test: { ...usual.test, include: ["e2e/keycloak.test.ts"], exclude: ["**/node_modules/**"] },
});
