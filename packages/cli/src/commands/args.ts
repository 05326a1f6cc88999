import { configError } from "@switchyard/core";
import { everyCommand } from "../arguments/common-flags.ts";
import { defineCommand } from "../arguments/command.ts";
import { judge, type Judged } from "../check-arguments/judge.ts";
import { readSources } from "../check-arguments/read-sources.ts";
import { exitCode } from "../exit-code.ts";
import { describeDiagnostic, isError } from "../view/diagnostic.ts";
import { styleFor, type Style } from "../view/style.ts";

export const command = defineCommand({
  name: "args",
  about:
    "Checks TrainingArguments for a release of transformers: names, types, and the rules that cross them; with a spec\n" +
    "around them also what its machines can do. Or turns them into those of another major. Nothing is run: in a Python\n" +
    "file every call of TrainingArguments is read as far as its values stand there.",
  positionals: {
    name: "check FILE",
    atMost: 2,
    about: "`check` and a file: a spec or a mapping of arguments in .yaml, .json or .ts, a Python script, or -.",
  },
  flags: {
    transformers: {
      kind: "text",
      value: "RELEASE",
      about:
        "Such as 5.3 or 4.57. Default: what the spec says, else the newest 5. With --migrate: what they are written for.",
    },
    migrate: { kind: "text", value: "4|5", about: "Turn them into the arguments of this major, and print those." },
    ...everyCommand,
  },
  examples: [
    ["switchyard args check train.yaml", "the arguments of a spec, for its machines"],
    ["switchyard args check train.py --transformers 4.57", "those that stand in a script"],
    ["switchyard args check old.yaml --migrate 5", "what to write for transformers 5, and what changed"],
  ],
  json: 'One document: { "schemaVersion": 1, "checks": [ { "source", "transformers", "args", "diagnostics" } ] }.',

  async run({ words, flags }, shell) {
    const options = { transformers: flags.transformers, migrate: majorOf(flags.migrate) };
    const checks = (await readSources(fileOf(words), shell)).map((source) => judge(source, options));
    const style = styleFor(shell.stdout, shell, flags["no-color"]);
    const blocks = flags.json
      ? [JSON.stringify({ schemaVersion: 1, checks }, null, 2)]
      : await Promise.all(checks.map((check) => describe(check, options.migrate !== undefined, style)));
    await shell.stdout.write(`${blocks.join("\n\n")}\n`);
    return checks.some(({ diagnostics }) => diagnostics.some(isError)) ? exitCode.wrongInput : exitCode.ok;
  },
});

function fileOf([verb = "", file]: readonly string[]): string {
  if (verb === "check" && file !== undefined) return file;
  const message = verb === "check" ? "args check needs a file." : `There is no \`args ${verb}\`.`;
  throw configError("missing-argument", "check FILE", message, "Write switchyard args check FILE.");
}

function majorOf(written: string | undefined): "4" | "5" | undefined {
  if (written === undefined || written === "4" || written === "5") return written;
  throw configError(
    "wrong-value",
    "--migrate",
    `"${written}" is no major to migrate to.`,
    "Write --migrate 5 or --migrate 4.",
  );
}

async function describe(check: Judged, isMigrated: boolean, style: Style): Promise<string> {
  const { source, transformers, args, diagnostics } = check;
  const heading = `${style.bold(style.line(source))}, transformers ${transformers}`;
  const found = diagnostics.map((diagnostic) => `  ${describeDiagnostic(diagnostic, style)}`);
  const lines = found.length === 0 ? ["  No problem was found."] : found;
  if (!isMigrated) return [heading, ...lines].join("\n");
  const { toYaml } = await import("../view/to-yaml.ts");
  return [heading, ...lines, "", style.text(toYaml(args).trimEnd())].join("\n");
}
