// Who may import whom, by whole folders; docs/architecture.md says why. Tests are held to the
// same directions, but for what they drive from outside: the simulated region and the stack.
const folders = [
  "core",
  "db",
  "hub",
  "agent",
  "sim",
  "site",
  "stack",
  "bench",
  "replay",
  "simulation",
  "e2e",
  "tasks",
];

/** Of our own folders, `from` may import itself and `allowed`. */
const onlyOurs = (from, allowed) => ({
  name: `${from}-imports`,
  comment: `${from}/ may import of ours: ${[from, ...allowed].join(", ")}`,
  severity: "error",
  from: { path: `^${from}/`, pathNot: "\\.test\\.tsx?$|/testing/" },
  to: {
    path: `^(${folders.join("|")})/`,
    pathNot: `^(${[from, ...allowed].join("|")})/`,
  },
});

/** Of packages and Node's own modules, `from` may import only those that match. */
const onlyPackages = (from, allowed) => ({
  name: `${from.replaceAll("/", "-")}-packages`,
  comment: `${from}/ may import of packages: ${allowed.join(", ") || "none"}`,
  severity: "error",
  from: { path: `^${from}/`, pathNot: "\\.test\\.tsx?$|/testing/" },
  to: {
    dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-no-pkg", "npm-unknown", "core"],
    pathNot: allowed.map((name) => `^(node_modules/)?${name}(/|$)`),
  },
});

const between = (name, from, to, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: "\\.test\\.tsx?$" },
  to: { path: to },
});

/** docs/adr/0002-lucia-and-arctic.md: what is frozen upstream can be left by changing one file. */
const onlyIn = (name, place) => ({
  name: `${name}-in-one-place`,
  comment: `only ${place} imports ${name}`,
  severity: "error",
  from: { pathNot: `^${place}$|\\.test\\.tsx?$|/testing/|^node_modules/` },
  to: { path: `^(node_modules/)?${name}(/|$)` },
});

const adapter = (folder) =>
  between(
    `agent-${folder}-alone`,
    `^agent/${folder}/`,
    `^agent/(?!${folder}/)(oci|prometheus|hub|journal)/`,
    "an adapter never imports another adapter",
  );

export default {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "resolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^cloudflare:" },
    },
    onlyOurs("core", []),
    onlyOurs("db", []),
    onlyOurs("hub", ["core", "db"]),
    onlyOurs("agent", ["core"]),
    onlyOurs("sim", []),
    onlyOurs("site", ["core"]),
    onlyOurs("stack", ["core", "db", "agent"]),
    onlyOurs("bench", ["core", "stack"]),
    onlyOurs("replay", ["core"]),
    onlyOurs("simulation", ["core", "agent"]),
    onlyOurs("e2e", ["core", "stack"]),
    onlyOurs("tasks", ["stack", "e2e"]),
    onlyPackages("core", ["zod", "yaml", "croner", "@trpc/server"]),
    onlyPackages("core/scaling", ["croner"]),
    onlyPackages("hub/fleet", ["drizzle-orm", "@libsql/client"]),
    onlyPackages("hub/people", ["drizzle-orm"]),
    onlyPackages("hub/audit", ["drizzle-orm", "zod"]),
    onlyPackages("hub/rpc", ["@trpc/server", "zod"]),
    onlyPackages("site", ["preact", "@preact", "@trpc/client", "@astrojs", "astro"]),
    between(
      "core-scaling-alone",
      "^core/scaling/",
      "^core/(config|contract)/",
      "scaling is the innermost room",
    ),
    between(
      "fleet-without-rpc",
      "^hub/(fleet|people|audit|auth)/",
      "^hub/(rpc|ledger|worker|edge|door)",
      "verbs know neither tRPC nor the ledger nor the edge",
    ),
    between("auth-without-fleet", "^hub/auth/", "^hub/(fleet|people)/", "auth is below the verbs"),
    between("fleet-without-people", "^hub/fleet/", "^hub/people/", "people's verbs are beside it"),
    onlyIn("lucia", "hub/auth/session\\.ts"),
    onlyIn("arctic", "hub/auth/keycloak\\.ts"),
    onlyIn("jose", "(hub/auth/(keycloak|realm-keys)|sim/identity-provider)\\.ts"),
    between("rpc-without-database", "^hub/rpc/", "^db/", "adapters know no SQL"),
    between("rpc-without-ledger", "^hub/rpc/", "^hub/ledger/", "rpc gets its writer handed in"),
    between(
      "ports-are-inner",
      "^agent/(cycle|ports)\\.ts$",
      "^agent/(oci|prometheus|hub|journal)/",
      "the cycle sees ports only",
    ),
    ...["oci", "prometheus", "hub", "journal"].map(adapter),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(site/dist|site/\\.astro|\\.tidepool|node_modules/\\.cache)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".d.ts"],
    },
  },
};
