import {
  leastPasswordCharacters as leastLength,
  mostPasswordCharacters as mostLength,
} from "../../../core/contract/limits.ts";

/** What a person must know before choosing one. */
export const passwordHint = `At least ${leastLength} characters. A sentence is easier to keep than a code.`;

/** What is wrong with a new password that was typed twice; null when nothing is. */
export function passwordProblem(password: string, again: string): string | null {
  if (password.length < leastLength) {
    const missing = leastLength - password.length;
    return `The password has ${password.length} characters; it needs ${missing} more.`;
  }
  if (password.length > mostLength) return `The password has more than ${mostLength} characters.`;
  return password === again ? null : "The two passwords are not the same.";
}
