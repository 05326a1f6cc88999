/** What the process says to its caller: 0 ok, 1 the job or call failed, 2 the input is wrong, 130 interrupted. */
export const exitCode = { ok: 0, failed: 1, wrongInput: 2, interrupted: 130 } as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The one that weighs most, of several jobs handled side by side. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce<ExitCode>((heaviest, code) => (code > heaviest ? code : heaviest), exitCode.ok);
}
