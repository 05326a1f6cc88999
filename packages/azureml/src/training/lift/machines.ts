import type { Resources } from "@switchyard/core";
import { fromIsoDuration } from "../../duration.ts";
import type { MachineRow } from "../../machines.data.ts";
import { chooseMachine, findMachine } from "../../resources.ts";
import { startsLauncher } from "../container.ts";
import { memoryLockFor, sharedMemory } from "../rules/machines.ts";
import { kept, lost, made, membersOf, type Context, type Members, type Piece } from "./piece.ts";

/** Type and number of machines. What a plan would say by itself is left to it; the rest is kept. */
export function liftResources(value: unknown): Piece {
  const { instanceType, instanceCount, shmSize, dockerArgs, ...others } = membersOf(value);
  const machine = typeof instanceType === "string" ? findMachine(instanceType) : undefined;
  const nodes = typeof instanceCount === "number" ? instanceCount : 1;
  const isChosen = machine !== undefined && isChosenFor(machine, nodes);
  const isOtherCount = instanceCount !== undefined && typeof instanceCount !== "number";
  const native: Members = {
    ...withoutEmpty(others),
    ...(instanceType === undefined || isChosen ? {} : { instanceType }),
    ...(shmSize === undefined || (machine !== undefined && shmSize === sharedMemory(machine)) ? {} : { shmSize }),
    ...(dockerArgs === undefined || (machine !== undefined && dockerArgs === memoryLockFor(machine, nodes))
      ? {}
      : { dockerArgs }),
  };
  return {
    resources: {
      ...(machine === undefined ? {} : acceleratorsOf(machine)),
      ...(instanceCount === undefined || isOtherCount ? {} : { nodes }),
    },
    ...(Object.keys(native).length === 0 ? {} : { native: { resources: native } }),
    diagnostics: [
      ...Object.keys(native).map((name) => kept(`resources.${name}`)),
      ...(isOtherCount
        ? [lost("resources.instanceCount", `Found ${JSON.stringify(instanceCount)}. Allowed: a whole number.`)]
        : []),
      ...["shmSize", "dockerArgs"].flatMap((name) =>
        membersOf(value)[name] === undefined || native[name] !== undefined
          ? []
          : [made(`resources.${name}`, "A plan says this by itself for this machine.")],
      ),
      ...(instanceType !== undefined && machine === undefined
        ? [
            lost(
              "resources.instanceType",
              `The accelerators of ${JSON.stringify(instanceType)} are not known here, so the spec says CPU.`,
              "Write `resources.accelerator` and `resources.acceleratorsPerNode`.",
            ),
          ]
        : []),
    ],
  };
}

/** Whether a plan would take this machine by itself; of several with as many accelerators it takes the first. */
function isChosenFor({ accelerator, count, type }: MachineRow, nodes: number): boolean {
  const choice = chooseMachine({ accelerator, acceleratorsPerNode: Math.max(count, 1), nodes, spot: false });
  return "machine" in choice && choice.machine.type === type;
}

const acceleratorsOf = ({ accelerator, count }: MachineRow): Resources =>
  count === 0 ? { accelerator } : { accelerator, acceleratorsPerNode: count };

const withoutEmpty = (members: Members): Members =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && JSON.stringify(value) !== "{}"));

/** Who starts the ranks: Azure says it here, and a spec leaves it to the launcher. */
export function liftDistribution(value: unknown, { job }: Context): Piece {
  const { distributionType, processCountPerInstance: processes } = membersOf(value);
  if (typeof job["command"] === "string" && startsLauncher(job["command"]))
    return { diagnostics: [made("distribution", "A plan says this by itself.")] };
  if (distributionType === "TensorFlow") {
    return {
      diagnostics: [
        lost(
          "distribution",
          "TensorFlow's parameter servers are not carried.",
          "The launcher starts ranks for PyTorch.",
        ),
      ],
    };
  }
  const type = membersOf(job["resources"])["instanceType"];
  const known = typeof type === "string" ? findMachine(type) : undefined;
  const told = made(
    "distribution",
    "Switchyard's launcher starts the ranks, one for each accelerator, and Azure one process on each node.",
  );
  if (known !== undefined || typeof processes !== "number" || processes < 2) return { diagnostics: [told] };
  return { resources: { acceleratorsPerNode: processes }, diagnostics: [told] };
}

export function liftQueue(value: unknown): Piece {
  const { jobTier, ...others } = membersOf(value);
  const diagnostics = Object.entries(others).map(([name, inner]) =>
    lost(`queueSettings.${name}`, `Found ${JSON.stringify(inner)}, a member that Azure's types do not have.`),
  );
  if (jobTier === "Spot") return { resources: { spot: true }, diagnostics };
  if (jobTier === undefined) return { diagnostics };
  return { native: { queueSettings: { jobTier } }, diagnostics: [...diagnostics, kept("queueSettings.jobTier")] };
}

export function liftLimits(value: unknown): Piece {
  const { timeout, jobLimitsType: _type, ...others } = membersOf(value);
  const seconds = typeof timeout === "string" ? fromIsoDuration(timeout) : undefined;
  const unread =
    timeout !== undefined && !seconds
      ? [
          lost(
            "limits.timeout",
            `Found ${JSON.stringify(timeout)}. Allowed: an ISO 8601 duration of days, hours, minutes and seconds.`,
          ),
        ]
      : [];
  return {
    ...(seconds ? { resources: { maxRuntime: durationOf(seconds) } } : {}),
    diagnostics: [
      ...unread,
      ...Object.keys(others).map((name) =>
        lost(
          `limits.${name}`,
          "A study says how many trials there are.",
          "Give it as `trials` or `parallel` of planTuning().",
        ),
      ),
    ],
  };
}

/** 5400 → `1h30m`. */
function durationOf(seconds: number): string {
  const units = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "m"],
    [1, "s"],
  ] as const;
  let rest = seconds;
  return units
    .map(([size, unit]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count === 0 ? "" : `${count}${unit}`;
    })
    .join("");
}
