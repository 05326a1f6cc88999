const plainAscii = /^[\x20-\x7e]*$/;
const narrowest = /^[\p{M}\u200b-\u200d\ufe00-\ufe0f]$/u;
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

/** Text cut to so many columns of a terminal; East Asian characters and emoji take two. */
export function cutToWidth(text: string, width: number): string {
  if (plainAscii.test(text)) return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
  const characters = [...text];
  const total = characters.reduce((sum, character) => sum + columns(character), 0);
  if (total <= width) return text;
  let used = 0;
  const fitting = characters.findIndex((character) => (used += columns(character)) > width - 1);
  return `${characters.slice(0, fitting).join("")}…`;
}

function columns(character: string): number {
  if (narrowest.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
