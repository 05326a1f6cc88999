/** The user stopped waiting. What runs in the cloud goes on. */
export class Interrupted extends Error {
  /** Full sentences: what goes on, and how to come back to it. */
  readonly advice: string;

  constructor(advice = "") {
    super("Interrupted.");
    this.name = "Interrupted";
    this.advice = advice;
  }
}

/** What a person who leaves a job should know. */
export function jobsGoOn(uris: readonly string[]): string {
  const list = uris.join(" ");
  const subject = uris.length === 1 ? "The job goes on." : "The jobs go on.";
  return `${subject} To follow again:\n  switchyard attach ${list}\nTo stop:\n  switchyard cancel ${list}`;
}

/** Rejects once the signal is aborted; the work itself may go on behind it. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, advice?: () => string): Promise<T> {
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => reject(new Interrupted(advice?.()));
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    if (leave !== undefined) signal.removeEventListener("abort", leave);
    left.catch(() => undefined);
  }
}
