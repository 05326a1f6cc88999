import type { ShellCommand } from "./shell-commands.ts";

/** The relative folder that `cd` leads to, and the commands that did so. Other folders are none of a bundle's. */
export function folderAfter(commands: readonly ShellCommand[]): {
  readonly path?: string;
  readonly commands: readonly ShellCommand[];
} {
  const moves = commands.filter(({ words, redirections }) => words[0]?.text === "cd" && redirections.length === 0);
  const path = moves.reduce<string | undefined>(
    (at, { words: [, folder] }) =>
      at === undefined || folder === undefined || folder.isExpanded || !isInside(folder.text)
        ? undefined
        : inFolder(at, folder.text.replace(/^\.\/|\/$/g, "")),
    "",
  );
  return path === undefined || path === "" || path === "." ? { commands: [] } : { path, commands: moves };
}

/** Whether a path leads to something of the source folder. */
export const isInside = (path: string): boolean => !/^[/~]|^-$|(?:^|\/)\.\.(?:\/|$)/.test(path);

/** A path below a folder; a path from the root stays as it is. */
export function inFolder(folder: string, path: string): string {
  return folder === "" || path.startsWith("/") ? path : `${folder}/${path.replace(/^\.\//, "")}`;
}
