/** Thrown when hand-written JSON (a scenario, a fault, a request) has a wrong field; names the field. */
export class InvalidField extends Error {
  readonly field: string;
  constructor(field: string, problem: string) {
    super(`${field} ${problem}`);
    this.name = "InvalidField";
    this.field = field;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

interface NumberBounds {
  min?: number;
  max?: number;
  above?: number;
  integer?: boolean;
}

function describe(value: unknown): string {
  if (value === undefined) return "is missing";
  const text = JSON.stringify(value) ?? String(value);
  return `is ${text.length > 60 ? `${text.slice(0, 60)}...` : text}`;
}

export function asFields(value: unknown, field: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidField(field, `must be an object, but ${describe(value)}`);
  }
  return value as Fields;
}

export function asList(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value))
    throw new InvalidField(field, `must be a list, but ${describe(value)}`);
  return value;
}

export function asText(value: unknown, field: string): string {
  if (typeof value !== "string" || value === "") {
    throw new InvalidField(field, `must be a non-empty string, but ${describe(value)}`);
  }
  return value;
}

export function asNumber(value: unknown, field: string, bounds: NumberBounds = {}): number {
  const { min = -Infinity, max = Infinity, above = -Infinity, integer = false } = bounds;
  const fits = typeof value === "number" && Number.isFinite(value);
  if (!fits || value < min || value > max || value <= above || (integer && value % 1 !== 0)) {
    throw new InvalidField(field, `must be ${wanted(bounds)}, but ${describe(value)}`);
  }
  return value;
}

function wanted({ min, max, above, integer }: NumberBounds): string {
  const noun = integer === true ? "a whole number" : "a number";
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}`;
  if (above !== undefined) return `${noun} above ${above}`;
  if (min !== undefined) return `${noun} of at least ${min}`;
  return noun;
}

export function asOneOf<T extends string>(value: unknown, field: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === value);
  if (found === undefined) {
    throw new InvalidField(field, `must be one of ${allowed.join(", ")}, but ${describe(value)}`);
  }
  return found;
}

/** Refuses keys outside `allowed`, so that a typo never turns into a silent default. */
export function onlyKeys(fields: Fields, field: string, allowed: readonly string[]): void {
  const unknown = Object.keys(fields).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    const at = field === "" ? unknown : `${field}.${unknown}`;
    throw new InvalidField(at, `is not a known field (known: ${allowed.join(", ")})`);
  }
}
