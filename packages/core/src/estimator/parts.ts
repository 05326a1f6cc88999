import type { RunnableTranslator } from "../contract/driver.ts";
import type { TrainingPlatform } from "../contract/estimator.ts";
import type { Host } from "../contract/host.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import type { LiveHalf } from "../job/live-half.ts";

/** What a platform was made of. Runs need it: they give the jobs of several platforms one identity. */
export interface PlatformParts {
  readonly translator: RunnableTranslator;
  readonly live: LiveHalf;
  readonly host: Host;
}

/** By name, so that two copies of core agree. */
const place = Symbol.for("switchyard.platform-parts");

export function withParts<T extends object>(parts: PlatformParts, platform: T): T {
  return Object.defineProperty(platform, place, { value: parts });
}

/** @throws {SwitchyardError} `unsupported` for a platform that `createTrainingPlatform` did not make. */
export function partsOf(platform: TrainingPlatform): PlatformParts {
  const parts = (platform as { readonly [place]?: PlatformParts })[place];
  if (parts !== undefined) return parts;
  throw new SwitchyardError("unsupported", `The platform ${String(platform.id)} cannot take part in a run.`, {
    hint: "Use one that a factory of Switchyard or `createTrainingPlatform` made.",
  });
}
