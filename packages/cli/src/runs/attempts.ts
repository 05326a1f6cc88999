import { configError } from "@switchyard/core";

/** @throws {ConfigError} when the flag's word is no count. */
export function attemptsOf(written: string): number {
  if (/^[1-9]\d{0,3}$/.test(written)) return Number(written);
  throw configError("wrong-value", "--attempts", `Found ${written}. Allowed: a whole number from 1 to 9999.`);
}
