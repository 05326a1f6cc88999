const units = { D: 86_400, H: 3_600, M: 60, S: 1 } as const;

/** Seconds as an ISO 8601 duration, as Azure's Python SDK writes it: 21600 → `PT6H`, 90000 → `P1DT1H`. */
export function toIsoDuration(seconds: number): string {
  const days = Math.floor(seconds / units.D);
  const hours = Math.floor((seconds % units.D) / units.H);
  const minutes = Math.floor((seconds % units.H) / units.M);
  const rest = seconds % units.M;
  const time = [part(hours, "H"), part(minutes, "M"), part(rest, "S")].join("");
  return `P${part(days, "D")}${time === "" ? "" : `T${time}`}`;
}

const part = (count: number, unit: string): string => (count === 0 ? "" : `${count}${unit}`);

const shape = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/;

/** An ISO 8601 duration of days, hours, minutes and seconds; undefined for any other text. */
export function fromIsoDuration(text: string): number | undefined {
  const match = shape.exec(text);
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, rest = 0] = match.slice(1).map((digits) => Number(digits ?? 0));
  return days * units.D + hours * units.H + minutes * units.M + rest;
}
