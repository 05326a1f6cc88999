import { fstatSync, statSync, type BigIntStats } from "node:fs";

/**
 * What a path or a descriptor leads to, in big integers. Plain numbers stay behind in a table of Node's, and where they
 * tell of a pipe, the next `require` takes its file for one and leaves the links on its path alone (Node 20.20,
 * fs.realpathSync with a cache).
 */
export function fileStatus(file: string | number): BigIntStats {
  return typeof file === "number" ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true });
}
