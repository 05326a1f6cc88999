import type { Placement, RunPlan } from "@switchyard/core";
import type { Config } from "../config/config.ts";
import type { RunSection } from "../config/run-section.ts";
import { makeTrainingPlatform, type Platforms } from "../platforms.ts";

/** A run's placements with their platforms, made of the configuration's settings and the placements' own over them. */
export async function makeRunPlan(section: RunSection, config: Config, known: Platforms): Promise<RunPlan> {
  const { placements, ...rest } = section;
  return {
    ...rest,
    placements: await Promise.all(
      placements.map(async ({ on, settings = {}, ...changes }, index): Promise<Placement> => {
        const all = { ...config.platforms[on], ...settings };
        const platform = await makeTrainingPlatform(on, all, known, `run.placements[${index}].on`);
        return { ...changes, settings, platform };
      }),
    ),
  };
}
