const groupsOfAddress = 8;
const groupsOfNetwork = 4;
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * What attempts from an address are counted under: the address, of IPv6 its /64, which is what one
 * subscriber gets and may choose addresses from at will.
 */
export function networkOf(address: string): string {
  const inV4 = mapped.exec(address)?.[1];
  if (inV4 !== undefined || !address.includes(":")) return inV4 ?? address;
  const [head = [], tail = []] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const zeros = Array<string>(Math.max(0, groupsOfAddress - head.length - tail.length)).fill("0");
  const groups = [...head, ...zeros, ...tail].slice(0, groupsOfNetwork);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
