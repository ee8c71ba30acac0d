import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** An OCI config file and key in `folder`, and the key as a simulated region has to know it. */
export function writeOciCredentials(folder: string) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const user = "ocid1.user.oc1..test";
  const tenancy = "ocid1.tenancy.oc1..test";
  const fingerprint = "20:3b:97:13:55:1c:aa:66:10:20:30:40:50:60:70:80";
  const keyFile = join(folder, "key.pem");
  const configFile = join(folder, "config");
  writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }));
  const lines = { user, tenancy, fingerprint, key_file: keyFile, region: "us-ashburn-1" };
  const text = Object.entries(lines).map(([key, value]) => `${key}=${value}`);
  writeFileSync(configFile, `[DEFAULT]\n${text.join("\n")}\n`);
  const public_key_pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { configFile, key: { key_id: `${tenancy}/${user}/${fingerprint}`, public_key_pem } };
}
