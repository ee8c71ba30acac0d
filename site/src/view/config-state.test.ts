import { expect, test } from "vitest";
import { configState } from "./config-state.ts";

test.each([
  [null, null, "inactive", "No config published"],
  [3, 3, "good", "Config r3 applied"],
  [3, 2, "warning", "Config r3 published, r2 still applied"],
  [3, null, "warning", "Config r3 published, none applied yet"],
])("configState() of active %s, applied %s", (activeRevision, appliedRevision, tone, text) => {
  expect(configState({ activeRevision, appliedRevision })).toEqual({ tone, text });
});
