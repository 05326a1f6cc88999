import { accessSync, constants, lstatSync, statSync, type Stats } from "node:fs";
import { isAbsolute, join } from "node:path";

interface Candidate {
  readonly folder: string;
  /** What must be there already. */
  readonly base: string;
  /** Nobody's home is written into by another user, as by root under `sudo`. */
  readonly isBaseOwn: boolean;
}

/**
 * The folder that compiled code is kept in: in the package's own folder, as Python's is, where the user installed it; in
 * the user's cache, else; or below the temporary folder, where every user may write. It is private to the user, or is not
 * there yet.
 */
export function privateFolder(
  packageFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
  owner: number,
): string | undefined {
  const { XDG_CACHE_HOME = "", HOME = "", TMPDIR } = environment;
  const temporary = TMPDIR || "/tmp";
  const candidates: readonly Candidate[] = [
    { base: packageFolder, folder: join(packageFolder, ".compiled"), isBaseOwn: true },
    { base: XDG_CACHE_HOME, folder: join(XDG_CACHE_HOME, "switchyard"), isBaseOwn: true },
    { base: HOME, folder: join(HOME, ".cache/switchyard"), isBaseOwn: true },
    { base: temporary, folder: join(temporary, `switchyard-${owner}`), isBaseOwn: false },
  ];
  return candidates.find(({ base, folder, isBaseOwn }) => {
    if (!isAbsolute(base)) return false;
    if (statusOf(folder, lstatSync) !== undefined) return isPrivate(folder, owner);
    const around = statusOf(base, statSync);
    return around?.isDirectory() === true && (!isBaseOwn || around.uid === owner) && isWritable(base);
  })?.folder;
}

/** A folder, no link to one, that the user owns and nobody else may read or write. */
export function isPrivate(folder: string, owner: number): boolean {
  const status = statusOf(folder, lstatSync);
  return status?.isDirectory() === true && status.uid === owner && (status.mode & 0o077) === 0;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Undefined for what is not there, and for what may not be seen. */
function statusOf(path: string, read: typeof lstatSync | typeof statSync): Stats | undefined {
  try {
    return read(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
