const seconds = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;

export const durationPattern = /^(?=.)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
export const diskPattern = /^([1-9]\d*)(GB|TB)$/;

/** `"1h30m"` → 5400. Undefined when it is no duration, or none at all. */
export function toSeconds(duration: string): number | undefined {
  const match = durationPattern.exec(duration);
  if (match === null) return undefined;
  const [, days = 0, hours = 0, minutes = 0, rest = 0] = match.map((part) =>
    part === undefined ? undefined : Number(part),
  );
  const total = days * seconds.d + hours * seconds.h + minutes * seconds.m + rest;
  return total > 0 ? total : undefined;
}

/** `"2TB"` → 2000. Gigabytes as the clouds count their disks. */
export function toGigabytes(size: string): number | undefined {
  const match = diskPattern.exec(size);
  if (match === null) return undefined;
  return Number(match[1]) * (match[2] === "TB" ? 1000 : 1);
}
