export * from "./audit.ts";
export * from "./nodes.ts";
export * from "./people.ts";
export * from "./pools.ts";
