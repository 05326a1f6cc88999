import type { Diagnostic, Resources } from "@switchyard/core";
import { chooseMachine, findMachine } from "../../resources.ts";
import { defaultVolume } from "../rules/machines.ts";
import { defaultRuntime, spotWait } from "../rules/time.ts";
import { durationOf } from "./duration.ts";
import { itemsOf, keptOf, lost, made, membersOf, saying, silent, type Context, type Piece } from "./piece.ts";

/** SageMaker's integers have 32 bits. */
const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) < 2 ** 31;

/** Type and number of machines and their disk. What a plan would say by itself is left to it; the rest is kept. */
export function liftResources(value: unknown): Piece {
  const { InstanceType, InstanceCount, VolumeSizeInGB, ...others } = saying(membersOf(value));
  const machine = typeof InstanceType === "string" ? liftMachine(InstanceType) : liftGroups(others["InstanceGroups"]);
  const disk = liftDisk(VolumeSizeInGB, InstanceType);
  const left = keptOf("ResourceConfig", { ...machine.native, ...others });
  return {
    ...left,
    resources: { ...machine.resources, ...(isCount(InstanceCount) ? { nodes: InstanceCount } : {}), ...disk.resources },
    diagnostics: [
      ...left.diagnostics,
      ...silent("ResourceConfig.", membersOf(value)),
      ...(InstanceCount === undefined || isCount(InstanceCount)
        ? []
        : [
            lost(
              "ResourceConfig.InstanceCount",
              `Found ${JSON.stringify(InstanceCount)}. Allowed: a whole number above 0.`,
            ),
          ]),
      ...(machine.diagnostics ?? []),
      ...(disk.diagnostics ?? []),
    ],
  };
}

/** The accelerators of a machine; its type as well where a plan would take a cheaper one with as many. */
function liftMachine(type: string): Piece {
  const row = findMachine(type);
  if (row === undefined)
    return {
      native: { InstanceType: type },
      diagnostics: [
        lost(
          "ResourceConfig.InstanceType",
          `The accelerators of ${JSON.stringify(type)} are not known here, so the spec says CPU, and keeps the type.`,
          "Write `resources.accelerator` and `resources.acceleratorsPerNode`.",
        ),
      ],
    };
  const { accelerator, count } = row;
  const choice = chooseMachine({ accelerator, acceleratorsPerNode: Math.max(count, 1), nodes: 1, spot: false });
  const isChosen = "machine" in choice && choice.machine.type === type;
  return {
    resources: { accelerator, ...(count === 0 ? {} : { acceleratorsPerNode: count }) },
    ...(isChosen ? {} : { native: { InstanceType: type } }),
  };
}

/** Groups stay as they are; their accelerators are those of the first group that has any. */
function liftGroups(groups: unknown): Piece {
  const rows = itemsOf(groups).flatMap(({ InstanceType }) => findMachine(String(InstanceType)) ?? []);
  const row = rows.find(({ count }) => count > 0);
  return row === undefined ? {} : { resources: { accelerator: row.accelerator, acceleratorsPerNode: row.count } };
}

function liftDisk(size: unknown, type: unknown): Piece {
  if (size === defaultVolume || size === undefined) return {};
  if (typeof type === "string" && findMachine(type)?.nvme === true)
    return {
      diagnostics: [made("ResourceConfig.VolumeSizeInGB", "This machine has disks of its own, of a fixed size.")],
    };
  if (isCount(size)) return { resources: { disk: `${size}GB` } };
  return { diagnostics: [lost("ResourceConfig.VolumeSizeInGB", "A disk's size is a whole number of gigabytes.")] };
}

export function liftSpot(value: unknown): Piece {
  return { resources: { spot: value === true } };
}

/** The longest run. The longest wait is kept where a plan would say another. */
export function liftStopping(value: unknown, { job }: Context): Piece {
  const { MaxRuntimeInSeconds: runtime, MaxWaitTimeInSeconds: wait, ...others } = saying(membersOf(value));
  const isUsual = wait === undefined || (job["EnableManagedSpotTraining"] === true && wait === usualWait(runtime));
  const waiting =
    isUsual && wait !== undefined
      ? [made("StoppingCondition.MaxWaitTimeInSeconds", `A plan waits this long by itself: ${String(wait)} seconds.`)]
      : [];
  const left = keptOf("StoppingCondition", { ...others, ...(isUsual ? {} : { MaxWaitTimeInSeconds: wait }) });
  const resources: Resources =
    isCount(runtime) && runtime !== defaultRuntime ? { maxRuntime: durationOf(runtime) } : {};
  const quiet = silent("StoppingCondition.", membersOf(value));
  const diagnostics: Diagnostic[] = [...left.diagnostics, ...quiet, ...waiting, ...noDuration(runtime)];
  return { ...left, resources, diagnostics };
}

const usualWait = (runtime: unknown): number => spotWait(isCount(runtime) ? runtime : defaultRuntime);

function noDuration(runtime: unknown): Diagnostic[] {
  if (runtime === undefined || isCount(runtime)) return [];
  return [lost("StoppingCondition.MaxRuntimeInSeconds", "The longest run is a whole number of seconds.")];
}
