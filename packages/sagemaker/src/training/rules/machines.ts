import type { TranslationInput } from "@switchyard/core";
import { chooseMachine } from "../../resources.ts";
import type { Fragment } from "../fragment.ts";
import { overridesOf } from "./overrides.ts";

/** Gigabytes of a node's disk where nothing is said, as in the SageMaker SDK. */
export const defaultVolume = 30;

/** Type and number of machines. Instance groups say both for themselves, and SageMaker takes either or. */
export function machineRule(input: TranslationInput): Fragment {
  const { spec, resources } = input;
  if (overridesOf(input).ResourceConfig?.InstanceGroups !== undefined) return {};
  const choice = chooseMachine(resources);
  const nodes = {
    origin: spec.resources?.nodes === undefined ? "default" : "spec:resources.nodes",
    body: { ResourceConfig: { InstanceCount: resources.nodes } },
  };
  if ("problem" in choice) return { parts: [nodes], diagnostics: [choice.problem] };
  const type = {
    origin: spec.resources?.accelerator === undefined ? "default" : "spec:resources.accelerator",
    body: { ResourceConfig: { InstanceType: choice.machine.type } },
  };
  return { parts: [type, nodes] };
}

/** The disk of each node. Machines with disks of their own are named after the overrides are known. */
export function diskRule({ resources }: TranslationInput): Fragment {
  const size = resources.diskGigabytes;
  const origin = size === undefined ? "default" : "spec:resources.disk";
  return { parts: [{ origin, body: { ResourceConfig: { VolumeSizeInGB: size ?? defaultVolume } } }] };
}
