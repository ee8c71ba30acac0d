import { expect, test } from "vitest";
import { denoArguments } from "./deno-arguments.ts";
import { readEnv } from "./env.ts";

const good = {
  HUB_URL: "https://hub.example.com/",
  NODE_NAME: "ashburn-1",
  NODE_REGION: "us-ashburn-1",
  STATE_DIR: "/var/lib/tidepool",
  HOME: "/home/agent",
};

test("readEnv() fills what is not set", () => {
  expect(readEnv(good)).toEqual({
    hubUrl: "https://hub.example.com",
    nodeName: "ashburn-1",
    region: "us-ashburn-1",
    enrolmentToken: null,
    stateDir: "/var/lib/tidepool",
    oci: {
      region: "us-ashburn-1",
      auth: { kind: "config_file", file: "/home/agent/.oci/config", profile: "DEFAULT" },
      endpoint: null,
    },
    heartbeatIntervalSeconds: 60,
    prometheusHosts: [],
  });
});

test.each([
  ["HUB_URL", undefined, /HUB_URL is not set/],
  ["HUB_URL", "hub", /HUB_URL is wrong/],
  ["NODE_NAME", "a b", /NODE_NAME is wrong/],
  ["NODE_REGION", "ashburn", /NODE_REGION is wrong/],
  ["STATE_DIR", undefined, /STATE_DIR is not set/],
  ["OCI_AUTH", "magic", /OCI_AUTH is wrong: expected "config_file"/],
  ["HEARTBEAT_INTERVAL_SECONDS", "soon", /HEARTBEAT_INTERVAL_SECONDS is wrong/],
])("readEnv() names %s when it is %s", (name, value, sentence) => {
  expect(() => readEnv({ ...good, [name]: value })).toThrow(sentence);
});

const flag = (args: string[], name: string) =>
  args
    .find((arg) => arg.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .split(",");

test("denoArguments() lets the agent reach the hub and its region's OCI only", () => {
  const args = denoArguments({ ...good, ALLOW_PROMETHEUS: "prom.internal:9090" });
  expect(flag(args, "--allow-net")).toEqual([
    "hub.example.com:443",
    "iaas.us-ashburn-1.oraclecloud.com:443",
    "telemetry.us-ashburn-1.oraclecloud.com:443",
    "prom.internal:9090",
  ]);
  expect(flag(args, "--allow-write")).toEqual(["/var/lib/tidepool"]);
  expect(args.filter((arg) => /^--allow-(all|run|ffi|import)|^-A/.test(arg))).toEqual([]);
});

test("denoArguments() adds the metadata and federation services for instance principals", () => {
  const args = denoArguments({ ...good, OCI_AUTH: "instance_principal" });
  expect(flag(args, "--allow-net")).toEqual(
    expect.arrayContaining(["169.254.169.254:80", "auth.us-ashburn-1.oraclecloud.com:443"]),
  );
});

test("denoArguments() knows the domains of other realms", () => {
  const args = denoArguments({ ...good, NODE_REGION: "us-luke-1" });
  expect(flag(args, "--allow-net")).toContain("iaas.us-luke-1.oraclegovcloud.com:443");
});
