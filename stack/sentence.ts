/** Something a person can act on; shown without a stack, and the program ends with 1. */
export class Sentence extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Sentence";
  }
}
