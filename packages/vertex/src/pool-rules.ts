import { isHyperdisk } from "./machine-pairs.ts";
import { inPools, when, type RequestRule, type Subject } from "./request-rule.ts";

const countOf = ({ replicaCount }: Subject["pools"][number]): number => Number(replicaCount ?? 0);

/** Source: the comments of custom_job.proto and env_var.proto. */
export const poolRules: readonly RequestRule[] = [
  {
    code: "native-pools",
    broken: ({ pools, at }) => when(pools.length > 4, `${at}/workerPoolSpecs`),
    message: "A job has at most four worker pools: the chief, workers, parameter or reduction servers, and evaluators.",
    fix: "Leave the others out.",
  },
  {
    code: "native-chief",
    broken: (subject) => inPools(subject, (pool, index) => index === 0 && countOf(pool) !== 1, "/replicaCount"),
    message: "The first worker pool is the chief, and has exactly one replica.",
    fix: "Put the other machines into the second pool (`resources.nodes` does).",
  },
  {
    code: "native-replicas",
    broken: (subject) =>
      inPools(
        subject,
        (pool, index) => index > 0 && pool.containerSpec !== undefined && countOf(pool) < 1,
        "/replicaCount",
      ),
    message: "A worker pool with a container needs a number of replicas.",
    fix: 'Write it as text, such as "1".',
  },
  {
    code: "native-disk",
    broken: (subject) =>
      inPools(
        subject,
        ({ diskSpec }) => {
          const size = diskSpec?.bootDiskSizeGb;
          return size !== undefined && (size < 100 || size > 64_000);
        },
        "/diskSpec/bootDiskSizeGb",
      ),
    message: "A disk has 100 to 64000 GB.",
    fix: 'Use at least `resources.disk: "100GB"`.',
  },
  {
    code: "native-disk",
    broken: (subject) =>
      inPools(
        subject,
        ({ machineSpec, diskSpec }) =>
          typeof diskSpec?.bootDiskType === "string" &&
          diskSpec.bootDiskType !== "hyperdisk-balanced" &&
          isHyperdisk(machineSpec?.machineType),
        "/diskSpec/bootDiskType",
      ),
    message: "This machine boots from hyperdisk-balanced only.",
    fix: 'Use "hyperdisk-balanced", or leave it out.',
  },
  {
    code: "native-variables",
    broken: (subject) =>
      inPools(subject, ({ containerSpec }) => (containerSpec?.env?.length ?? 0) > 100, "/containerSpec/env"),
    message: "A container has at most 100 variables, inputs and secrets included.",
    fix: "Put plain variables into `environment.variables`, which stand in the bundle.",
  },
  {
    code: "native-variable",
    broken: (subject) =>
      subject.pools.flatMap(({ containerSpec }, index) =>
        (containerSpec?.env ?? []).flatMap(({ name }, position) =>
          when(
            typeof name === "string" && name !== "" && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
            `${subject.at}/workerPoolSpecs/${index}/containerSpec/env/${position}/name`,
          ),
        ),
      ),
    message: "A variable's name is letters, digits and underscores, and no digit at the beginning.",
    fix: "Give it another name.",
  },
];
