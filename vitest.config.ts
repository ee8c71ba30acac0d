import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{core,db,hub,agent,sim,site,stack,replay,simulation,e2e}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "site/dist/**", "e2e/keycloak.test.ts"],
    globalSetup: ["./stack/testing/build-once.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ["default"],
  },
});
