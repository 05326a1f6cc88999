/** Escape sequences: titles and links (OSC), strings (DCS, SOS, PM, APC), cursor and colour (CSI), and the short ones. */
const sequences =
  /(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c]*(?:\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;

/** Control characters, line separators, and those that reverse the direction of what follows. */
const controls = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * One line of remote text, made safe for a terminal: it can neither move the cursor, nor set the title, nor clear the
 * screen. Of a line that overwrites itself with carriage returns, as progress bars do, the last state stays.
 */
export function cleanLine(text: string): string {
  const visible = text.replace(sequences, "").replace(/\r+$/, "");
  return visible
    .slice(visible.lastIndexOf("\r") + 1)
    .replaceAll("\t", "    ")
    .replace(controls, "");
}

/** Several lines, each made safe. */
export function cleanText(text: string): string {
  return text.split(/\r?\n/).map(cleanLine).join("\n");
}
