/** A source cannot be read beyond `offset`: a string is open, or a character stands there that Python does not have. */
export class PythonSyntaxError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}
