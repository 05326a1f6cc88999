import type { Plan } from "@switchyard/core";
import { loadTrainer } from "@switchyard/core/node";
import { everyCommand, platformSettings, rayAddress } from "../arguments/common-flags.ts";
import { defineCommand } from "../arguments/command.ts";
import { applyAddress } from "../config/address-flag.ts";
import { choosePlatforms } from "../config/choose-platforms.ts";
import { loadConfig } from "../config/load-config.ts";
import { exitCode } from "../exit-code.ts";
import { makePlatform } from "../platforms.ts";
import { loadSpec } from "../spec/load-spec.ts";
import { loadStudy } from "../spec/load-study.ts";
import { isError } from "../view/diagnostic.ts";
import { describePlan } from "../view/plan.ts";
import { styleFor, type Style } from "../view/style.ts";

export const command = defineCommand({
  name: "plan",
  about:
    "Shows what `fit` would send: the exact native requests, the uploads, the machine and the image, and everything you\n" +
    "should know before you pay. Needs no network and no credentials; the same input gives the same bytes.",
  positionals: { name: "SPEC", atMost: 1, about: "a spec: a .yaml, .json or .ts file, or - for standard input." },
  flags: {
    on: { kind: "text", value: "PLATFORM,…", about: "Where to. Default: the configuration's only platform." },
    run: {
      kind: "text",
      value: "NAME",
      about: 'A word for a deliberate repetition of the same training. Default: "1".',
    },
    study: {
      kind: "text",
      value: "FILE",
      about: "Plan a hyperparameter search instead: a .yaml, .json or .ts file with objective, trials and space.",
    },
    ...rayAddress,
    ...platformSettings,
    ...everyCommand,
  },
  examples: [
    ["switchyard plan train.yaml --on sagemaker", "read it"],
    ["switchyard plan train.yaml --on sagemaker --json > plan.json", "keep it, compare it"],
    ["switchyard plan train.yaml --on sagemaker --study study.yaml", "a search over some of its arguments"],
    ["cat train.yaml | switchyard plan - --on sagemaker", "a spec from another program"],
  ],
  json: 'One document: { "schemaVersion": 1, "spec": { … }, "plans": [ { "platform", "identity", "requests", "uploads", … } ] }.',

  async run({ words: [word = ""], flags }, shell) {
    const loaded = await loadSpec(word, shell);
    const config = await loadConfig(flags, shell, loaded.folder);
    const search = flags.study === undefined ? undefined : await loadStudy(flags.study, shell);
    const ids = choosePlatforms(flags.on, config, shell.platforms);
    const { platforms: settings } = applyAddress(config, flags.address, ids);
    const trainer = await loaded.judge(() => loadTrainer(loaded.spec, { folder: loaded.folder }));
    const plans: Plan[] = [];
    for (const id of ids) {
      const platform = await makePlatform(id, settings[id], shell.platforms);
      const options = flags.run === undefined ? {} : { run: flags.run };
      const planner = platform.estimator(trainer);
      const work = (): Promise<Plan> =>
        search === undefined
          ? planner.plan(options)
          : search.judge(() => planner.planTuning(search.study as never, options));
      plans.push(await loaded.judge(work));
    }
    const text = flags.json
      ? JSON.stringify({ schemaVersion: 1, spec: loaded.spec, plans }, null, 2)
      : describePlans(plans, styleFor(shell.stdout, shell, flags["no-color"]));
    await shell.stdout.write(`${text}\n`);
    return plans.some((plan) => plan.diagnostics.some(isError)) ? exitCode.wrongInput : exitCode.ok;
  },
});

const describePlans = (plans: readonly Plan[], style: Style): string =>
  plans.map((plan) => describePlan(plan, style)).join("\n\n");
