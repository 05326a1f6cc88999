/** A set-up step cannot go on; the message says why and what to do. */
export class SetupError extends Error {
  name = "SetupError";
}

/** One line on what is being done. */
export const say = (text) => console.log(`switchyard: ${text}`);

export const seconds = (value) => `${value.toFixed(value < 10 ? 1 : 0)} s`;
