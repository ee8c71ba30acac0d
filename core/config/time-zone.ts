/** Runtimes also take offsets, such as "+05:30", which know nothing of summer time. */
const ianaName = /^[a-z][\w+-]*(\/[\w+-]+)*$/i;

/** Whether the runtime knows the IANA time zone of that name. */
export function isTimeZone(name: string): boolean {
  if (name.length > 64 || !ianaName.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
