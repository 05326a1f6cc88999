import type { YardBill } from "./bill.ts";

/** So many jobs are listed one by one; of more, the ones that run and the newest. */
const longestList = 40;

/** A bill as a table for people. `JSON.stringify` makes the one for programs. */
export function formatBill({ services, jobs, total }: YardBill): string {
  const running = jobs.filter((job) => job.running);
  const shown =
    jobs.length <= longestList ? jobs : [...running, ...jobs.filter((job) => !job.running)].slice(-longestList);
  const list = shown.map(({ service, name, status, machines, starts, seconds, billableSeconds }) => [
    ...[service, name, status, String(machines), String(starts)],
    ...[seconds.toFixed(1), billableSeconds.toFixed(1)],
  ]);
  const asked = services.map(({ service, requests, refused, cut, created, left }) => [
    ...[service, String(requests), String(refused), String(cut)],
    ...[amounts(created), amounts(left)],
  ]);
  const { seconds, billableSeconds, processes } = total;
  const rest = jobs.length > shown.length ? [`(${jobs.length - shown.length} more jobs)`] : [];
  return [
    ...table(["service", "requests", "refused", "cut", "created", "left"], asked),
    "",
    ...(jobs.length === 0 ? [] : table(["service", "job", "status", "machines", "starts", "seconds", "billed"], list)),
    ...rest,
    `${total.jobs} jobs, ${seconds.toFixed(1)} s with machines, ${billableSeconds.toFixed(1)} machine seconds billed; still running: ${total.running} jobs, ${processes} processes.`,
    "",
  ].join("\n");
}

function amounts(kinds: Readonly<Record<string, number>>): string {
  const given = Object.entries(kinds).filter(([, amount]) => amount > 0);
  return given.length === 0 ? "-" : given.map(([kind, amount]) => `${amount} ${kind}`).join(", ");
}

/** Columns as wide as their widest cell; numbers stand on the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const isNumber = head.map((_, column) => rows.every((row) => /^[\d.]+$/.test(row[column] ?? "")));
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
