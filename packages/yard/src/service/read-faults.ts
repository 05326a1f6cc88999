import type { YardFaults } from "./faults.ts";

type Check = (value: unknown) => boolean;

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isChance: Check = (value) => isNumber(value) && value >= 0 && value <= 1;
const isTexts: Check = (value) => Array.isArray(value) && value.every((each) => typeof each === "string");
const services = ["sagemaker", "s3", "logs", "ray"];

interface Switch {
  readonly allowed: string;
  readonly fits: Check;
}

const chance: Switch = { allowed: "a probability from 0 to 1", fits: isChance };
const chanceOr = (texts: string): Switch => ({
  allowed: `a probability from 0 to 1, or a list of ${texts}`,
  fits: (value) => isChance(value) || isTexts(value),
});

/** Every switch; one that `YardFaults` gets and this table does not is an error of the compiler. */
const switches: Readonly<Record<keyof YardFaults, Switch>> = {
  seed: { allowed: "a whole number", fits: Number.isInteger },
  services: {
    allowed: `a list of ${services.join(", ")}`,
    fits: (value) => isTexts(value) && (value as string[]).every((name) => services.includes(name)),
  },
  throttle: chance,
  serverError: chance,
  dropAfter: chanceOr("operations"),
  preempt: chanceOr("names of jobs"),
  preemptAfter: {
    allowed: "two numbers of milliseconds, the smaller one first",
    fits: (value) => {
      const [least, most, ...more] = Array.isArray(value) ? (value as unknown[]) : [];
      return more.length === 0 && isNumber(least) && isNumber(most) && least >= 0 && least <= most;
    },
  },
  noCapacity: chanceOr("instance types, regions, spot or ray"),
  noQuota: chanceOr("instance types, regions or spot"),
};

/**
 * Reads switches from JSON that somebody wrote.
 *
 * @throws {TypeError} with every problem, one in a line.
 */
export function readFaults(value: unknown): YardFaults {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`Found ${JSON.stringify(value)}. Allowed: an object such as {"seed": 7, "throttle": 0.1}.`);
  const problems = Object.entries(value).flatMap(([name, given]) => {
    const known = Object.hasOwn(switches, name) ? switches[name as keyof YardFaults] : undefined;
    if (known === undefined)
      return [`${name}: there is no such switch. There are ${Object.keys(switches).join(", ")}.`];
    return known.fits(given) ? [] : [`${name}: found ${JSON.stringify(given)}. Allowed: ${known.allowed}.`];
  });
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
  return value;
}
