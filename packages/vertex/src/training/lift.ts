import type { Lifted, TrainerSpec } from "@switchyard/core";
import type { VertexTraining } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import { startsLauncher } from "./container.ts";
import { bodyOf, readForm } from "./lift/forms.ts";
import { nameOf, readJob, readSpec } from "./lift/members.ts";
import { ownPath } from "./lift/own-path.ts";
import { listOf, membersOf, nested, together, type Context } from "./lift/piece.ts";

/**
 * A CustomJob, a CustomJobSpec (of YAML, read into an object), a HyperparameterTuningJob's trial or a custom
 * TrainingPipeline as a spec, in REST's spelling or in Python's.
 *
 * @throws {ConfigError} when it is none of these.
 */
export function lift(native: unknown, settings: ResolvedSettings): Lifted {
  const form = readForm(native);
  const [chief] = listOf(form.spec["workerPoolSpecs"]);
  const isOurs = startsLauncher(listOf(membersOf(membersOf(chief)["containerSpec"])["command"]));
  const context: Context = { ...form, settings, isOurs };
  const job = together(readJob(context));
  const spec = together(readSpec(context));
  const { resources = {}, environment = {} } = spec;
  const overrides: VertexTraining = { ...job.native, ...nested("jobSpec", spec.native) };
  const lifted: TrainerSpec = {
    name: nameOf(context),
    source: ".",
    entryPoint: "train.py",
    ...spec.spec,
    ...(Object.keys(resources).length === 0 ? {} : { resources }),
    ...(Object.keys(environment).length === 0 ? {} : { environment }),
    ...(Object.keys(overrides).length === 0 ? {} : { platforms: { vertex: overrides } }),
  };
  const diagnostics = [...form.diagnostics, ...(job.diagnostics ?? []), ...(spec.diagnostics ?? [])];
  const document = bodyOf(native);
  return { spec: lifted, diagnostics: diagnostics.map((each) => ({ ...each, path: ownPath(document, each.path) })) };
}
