/** A sentence that says what is wrong and what to do; the command ends with it. */
export class Refusal extends Error {}
