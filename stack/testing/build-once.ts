import { buildHub, buildSite } from "../build.ts";

/** Builds what the tests serve, before the first of them runs. */
export default async function buildOnce(): Promise<void> {
  await Promise.all([buildSite(), buildHub()]);
}
