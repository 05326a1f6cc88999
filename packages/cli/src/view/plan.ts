import type { Plan } from "@switchyard/core";
import { formatBytes } from "./numbers.ts";
import { compactJson } from "./compact-json.ts";
import { describeDiagnostic } from "./diagnostic.ts";
import type { Style } from "./style.ts";

const widest = 110;

/** A plan for a person: machine, image, uploads, the requests in full, and what to know. */
export function describePlan(plan: Plan, style: Style): string {
  const { machine, image, identity, uri } = plan;
  const place = [
    `${machine.type} × ${machine.nodes}`,
    acceleratorsOf(plan),
    machine.region ?? "region not set",
    machine.spot ? "spot" : "on demand",
  ];
  const rows = [
    ["machine", place.filter((part) => part !== "").join(", ")],
    ["image", image ?? "not known offline"],
    ...plan.uploads.map(({ files, bytes, to }) => [
      "upload",
      `${files} files, ${formatBytes(bytes)} → ${typeof to === "string" ? to : `{${to.$setting}}${to.append ?? ""}`}`,
    ]),
    ["identity", `key ${identity.key.slice(0, 16)}, run ${identity.run}, attempt ${identity.attempt}`],
    ...(uri === undefined ? [] : [["job", uri]]),
  ];
  const requests = plan.requests.map(({ step, operation, target, body }) => {
    return `${style.bold(operation)} → ${target}${step === "job" ? "" : style.dim(`  (${step})`)}\n  ${compactJson(body, 2, widest)}`;
  });
  return [
    `${style.bold(plan.platform)}\n${rows.map(([name = "", value = ""]) => `  ${name.padEnd(8)}  ${value}`).join("\n")}`,
    ...requests,
    ...(plan.diagnostics.length === 0
      ? []
      : [plan.diagnostics.map((diagnostic) => describeDiagnostic(diagnostic, style)).join("\n")]),
  ].join("\n\n");
}

function acceleratorsOf({ machine: { accelerator, acceleratorsPerNode = 1 } }: Plan): string {
  return accelerator === undefined ? "" : `${acceleratorsPerNode} × ${accelerator} each`;
}
