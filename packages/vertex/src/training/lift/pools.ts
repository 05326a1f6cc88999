import { checkpointsVariable } from "@switchyard/core/platform";
import { liftContainer, liftPythonPackage } from "./container.ts";
import { liftDisk, liftMachine } from "./machines.ts";
import {
  isMembers,
  kept,
  listOf,
  lost,
  membersOf,
  nested,
  saying,
  together,
  type Members,
  type Piece,
} from "./piece.ts";

/**
 * Worker pools: the first is the chief and the second has the other nodes, all alike in a spec; the others stay native.
 *
 * @param at where they stood in the native job
 */
export function liftPools(value: unknown, at: string): Piece {
  const pools = listOf(value).map((pool) => saying(membersOf(pool)));
  const [chief = {}, workers = {}, ...others] = pools;
  const where = (index: number): string => `${at}[${index}]`;
  const first = liftPool(chief, where(0));
  const count = Number(workers["replicaCount"] ?? 0);
  const second = count > 0 ? liftWorkers(workers, chief, where(1)) : {};
  const natives = [first.native ?? {}, second.native ?? {}, ...others];
  const last = natives.findLastIndex((native) => Object.keys(native).length > 0);
  // The chief alone is one node, unless it is a TPU slice of several machines.
  const alone = chief["replicaCount"] === undefined ? {} : { nodes: 1 };
  return {
    ...first,
    resources: { ...alone, ...first.resources, ...(count > 0 ? { nodes: 1 + count } : {}) },
    native: last === -1 ? {} : { workerPoolSpecs: natives.slice(0, last + 1) },
    diagnostics: [
      ...severalChiefs(chief, where(0)),
      ...(first.diagnostics ?? []),
      ...(second.diagnostics ?? []),
      ...others.flatMap((pool, index) => (Object.keys(pool).length === 0 ? [] : [kept(where(index + 2))])),
    ],
  };
}

/** The first pool is the chief alone: Google refuses more of it. */
function severalChiefs({ replicaCount }: Members, at: string): NonNullable<Piece["diagnostics"]> {
  if (replicaCount === undefined || Number(replicaCount) === 1) return [];
  const message = `Found ${JSON.stringify(replicaCount)}. The first pool is the chief alone, so the spec says one node.`;
  return [lost(`${at}.replicaCount`, message, "Write the number of nodes to `resources.nodes`.")];
}

const readMembers: Readonly<Record<string, (value: unknown, pool: Members, at: string) => Piece>> = {
  replicaCount: (value, _pool, at) =>
    Number.isInteger(Number(value))
      ? {}
      : { diagnostics: [lost(`${at}.replicaCount`, `Found ${JSON.stringify(value)}. Allowed: a whole number.`)] },
  machineSpec: (value, _pool, at) => liftMachine(value, at),
  diskSpec: (value, { machineSpec }, at) => liftDisk(value, machineSpec, at),
  containerSpec: (value, _pool, at) => liftContainer(membersOf(value), `${at}.containerSpec`),
  pythonPackageSpec: (value, _pool, at) => liftPythonPackage(membersOf(value), `${at}.pythonPackageSpec`),
  nfsMounts: keep("nfsMounts"),
  lustreMounts: keep("lustreMounts"),
};

function keep(name: string) {
  return (value: unknown, _pool: Members, at: string): Piece => ({
    native: nested(name, isMembers(value) || Array.isArray(value) ? (value as Members) : undefined),
    diagnostics: [kept(`${at}.${name}`)],
  });
}

function liftPool(pool: Members, at: string): Piece {
  return together(
    Object.entries(pool).map(([name, value]) => {
      const reading = Object.hasOwn(readMembers, name) ? readMembers[name] : undefined;
      if (reading !== undefined) return reading(value, pool, at);
      return { diagnostics: [lost(`${at}.${name}`, "Google's definition of a worker pool has no such member.")] };
    }),
  );
}

const isOther = (name: string, workers: Members, chief: Members): boolean =>
  workers[name] !== undefined && JSON.stringify(workers[name]) !== JSON.stringify(chief[name]);

/** The other nodes. Machines of their own stay native; a container of their own cannot. */
function liftWorkers(workers: Members, chief: Members, at: string): Piece {
  const { native: read, diagnostics = [] } = liftPool(workers, at);
  const others = ["machineSpec", "diskSpec"].filter((name) => isOther(name, workers, chief));
  const native: Members = { ...read, ...Object.fromEntries(others.map((name) => [name, workers[name]])) };
  // Of a container like the chief's everything is said there, but for the value that is another in each run.
  const own = diagnostics.filter(
    ({ path }) => !/\.(?:containerSpec|pythonPackageSpec)\b/.test(path) || path.endsWith(`.${checkpointsVariable}`),
  );
  const unlike = ["containerSpec", "pythonPackageSpec"].filter((name) => isOther(name, workers, chief));
  return {
    native,
    diagnostics: [
      ...own,
      ...others.map((name) => kept(`${at}.${name}`)),
      ...unlike.map((name) =>
        lost(
          `${at}.${name}`,
          "This differs from the chief's, and the nodes of a spec are all alike.",
          "Let the script tell its role by RANK.",
        ),
      ),
    ],
  };
}
