import { lstatSync, mkdirSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

interface Candidate {
  /** Must be there. */
  readonly base: string;
  readonly folder: string;
  /** Nobody's home is written into by another user, as by root under `sudo`. */
  readonly baseIsOwn: boolean;
}

/** The user's cache, else a folder below the temporary one, where every user may write. */
function candidates({ XDG_CACHE_HOME, HOME, TMPDIR }: Environment, owner: number): readonly Candidate[] {
  const temporary = TMPDIR || "/tmp";
  return [
    { base: XDG_CACHE_HOME ?? "", folder: join(XDG_CACHE_HOME ?? "", "switchyard"), baseIsOwn: true },
    { base: HOME ?? "", folder: join(HOME ?? "", ".cache/switchyard"), baseIsOwn: true },
    { base: temporary, folder: join(temporary, `switchyard-${owner}`), baseIsOwn: false },
  ].filter(({ base }) => isAbsolute(base));
}

/** The first folder that is there and is private to the user. */
export function findFolder(environment: Environment, owner: number): string | undefined {
  return candidates(environment, owner).find(({ folder }) => isPrivate(folder, owner))?.folder;
}

/** The first folder that is there or can be made. */
export function makeFolder(environment: Environment, owner: number): string | undefined {
  return candidates(environment, owner).find((candidate) => make(candidate, owner))?.folder;
}

function make({ base, folder, baseIsOwn }: Candidate, owner: number): boolean {
  if (isPrivate(folder, owner)) return true;
  const status = statSync(base, { throwIfNoEntry: false });
  if (status === undefined || (baseIsOwn && status.uid !== owner)) return false;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return false;
  }
  return isPrivate(folder, owner);
}

/** A folder, no link to one, that the user owns and nobody else may read or write. */
function isPrivate(folder: string, owner: number): boolean {
  const status = statusOf(folder);
  return status?.isDirectory() === true && status.uid === owner && (status.mode & 0o077) === 0;
}

const statusOf = (path: string) => lstatSync(path, { throwIfNoEntry: false });
