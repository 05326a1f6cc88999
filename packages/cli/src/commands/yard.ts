import { resolve } from "node:path";
import { configError } from "@switchyard/core";
import type { createYard, readFaults, Yard, YardFaults, YardOptions } from "@switchyard/yard";
import { everyCommand } from "../arguments/common-flags.ts";
import { defineCommand } from "../arguments/command.ts";
import { exitCode } from "../exit-code.ts";

export const command = defineCommand({
  name: "yard",
  about:
    "Runs the local stand-in of the clouds' training APIs on this machine, until Ctrl-C. It answers the official AWS\n" +
    "client as SageMaker, S3 and CloudWatch Logs do, and Ray's clients as a cluster's dashboard does. It runs each job\n" +
    "as real processes, and costs nothing.",
  flags: {
    port: { kind: "text", value: "N", about: "Listen here. Default: any free port." },
    folder: {
      kind: "text",
      value: "DIR",
      about:
        "Keep objects, logs and sandboxes here: an empty folder, or an earlier yard's, which is emptied. Default: a temporary one.",
    },
    faults: {
      kind: "text",
      value: "JSON",
      about:
        'Misbehave on purpose: {"seed":7,"throttle":0.1,"serverError":0.05,"dropAfter":0.05,"preempt":0.5,"noCapacity":["spot"],…}.',
    },
    ...everyCommand,
  },
  examples: [
    ["switchyard yard --port 4566", "then in another terminal: the export lines that it prints, and switchyard fit"],
    [`switchyard yard --faults '{"preempt":1}'`, "every spot job and every Ray job loses its machines while it runs"],
    ["switchyard yard --json", "for a test suite: the first line holds the URL and the environment"],
  ],
  json: 'One first line: { "url", "environment": { "AWS_ENDPOINT_URL", … } }; one last line: { "bill" }, what ran and what is left.',

  async run({ flags }, shell) {
    const port = readPort(flags.port);
    const { createYard, formatBill, readFaults } = await import("@switchyard/yard");
    const faults = flags.faults === undefined ? {} : faultsIn(readFaults, flags.faults);
    const folder = flags.folder === undefined ? undefined : resolve(shell.directory, flags.folder);
    const yard = openIn(createYard, { faults, ...(folder === undefined ? {} : { folder }) });
    try {
      const { url } = await yard.listen({ port }).catch((cause: unknown) => {
        throw listenError(cause, port);
      });
      const environment = clientEnvironment(url);
      await shell.stdout.write(
        flags.json ? `${JSON.stringify({ url, environment })}\n` : instructions(url, environment),
      );
      await new Promise((stop) => {
        if (shell.signal.aborted) stop(undefined);
        shell.signal.addEventListener("abort", stop, { once: true });
      });
      const bill = yard.bill();
      if (flags.json) await shell.stdout.write(`${JSON.stringify({ bill })}\n`);
      else if (bill.jobs.length > 0) await shell.stderr.write(`\n${formatBill(bill)}`);
      await shell.stderr.write("Ending the yard and its jobs. Ctrl-C again leaves at once.\n");
    } finally {
      await yard.close();
    }
    return exitCode.ok;
  },
});

function faultsIn(read: typeof readFaults, text: string): YardFaults {
  try {
    return read(JSON.parse(text));
  } catch (cause) {
    const found =
      cause instanceof SyntaxError ? `${JSON.stringify(text)} is no JSON.` : String((cause as Error).message);
    throw configError("wrong-value", "--faults", found, `Write it as '{"seed":7,"throttle":0.1}'.`);
  }
}

/** A folder that another yard holds, or that cannot be written, is a wrong flag. */
function openIn(create: typeof createYard, options: YardOptions): Yard {
  if (options.folder === undefined) return create(options);
  try {
    return create(options);
  } catch (cause) {
    throw configError(
      "folder-unavailable",
      "--folder",
      cause instanceof Error ? cause.message : String(cause),
      "Choose another folder.",
    );
  }
}

/** What points every AWS client, and every client of Ray's jobs, at the yard. The keys are dummies: the yard takes any. */
function clientEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "yard",
    AWS_SECRET_ACCESS_KEY: "yard",
    RAY_API_SERVER_ADDRESS: url,
  };
}

function instructions(url: string, environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`);
  return `The yard answers at ${url}. In another terminal:\n\n${lines.join("\n")}\n  switchyard fit train.yaml --on sagemaker\n\nCtrl-C ends it, with all its jobs, and prints what ran.\n`;
}

function readPort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw configError(
    "wrong-value",
    "--port",
    `"${text}" is no port.`,
    "Write a number from 1 to 65535, or leave it out for a free one.",
  );
}

function listenError(cause: unknown, port: number): unknown {
  const reasons: Readonly<Record<string, string>> = { EADDRINUSE: "is in use", EACCES: "needs more rights" };
  const reason = reasons[(cause as { code?: string }).code ?? ""];
  if (reason === undefined) return cause;
  return configError(
    "port-unavailable",
    "--port",
    `Port ${port} ${reason}.`,
    "Choose another one, or leave --port out for a free one.",
  );
}
