/** One pattern of an ignore file that says a name, an ending or a path as it is. */
interface PlainPattern {
  readonly text: string;
  readonly matches: "name" | "ending" | "path";
  readonly onlyFolders: boolean;
}

// Whatever means more than itself; a star may only lead, as in `*.ts`.
const special = /[!?[\]\\]|.\*|^\*.*\/|[^\x20-\x7e]|\/\/| $/;

/**
 * Whether paths are ignored, as the `ignore` library tells it, of patterns that are plain; undefined where any is not. The
 * library takes longer to start than most source folders take to read, and both are held to the same answers.
 *
 * @param texts of ignore files of one folder
 */
export function readPlainIgnore(texts: readonly string[]): ((path: string, isFolder: boolean) => boolean) | undefined {
  const lines = texts.flatMap((text) => text.split(/\r?\n/)).filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.some((line) => special.test(line) || line === "*" || line === "/")) return undefined;
  const patterns = lines.map(readPattern);
  return (path, isFolder) => {
    const folded = fold(path);
    const name = folded.slice(folded.lastIndexOf("/") + 1);
    return patterns.some(({ text, matches, onlyFolders }) => {
      if (onlyFolders && !isFolder) return false;
      if (matches === "ending") return name.endsWith(text);
      return (matches === "path" ? folded : name) === text;
    });
  };
}

function readPattern(line: string): PlainPattern {
  const onlyFolders = line.endsWith("/");
  const pattern = fold(onlyFolders ? line.slice(0, -1) : line);
  if (pattern.startsWith("*")) return { text: pattern.slice(1), matches: "ending", onlyFolders };
  // A slash within ties a pattern to the folder of its file.
  const matches = pattern.includes("/") ? "path" : "name";
  return { text: pattern.startsWith("/") ? pattern.slice(1) : pattern, matches, onlyFolders };
}

/** Case does not matter, to letters of ASCII. */
const fold = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
