import type { Diagnostic } from "../../contract/diagnostic.ts";
import type { Environment } from "../../contract/spec.ts";
import type { NamedWords } from "./named-words.ts";
import { isSecretName } from "./secret-names.ts";
import type { ScriptCall } from "./script-call.ts";

/** The environment that a call gives its script: requirements and variables, of which secrets leave their values behind. */
export function environmentOfCall({ requirements, variables }: ScriptCall): Environment {
  const entries = Object.entries(variables);
  const plain = entries.filter(([name]) => !isSecretName(name));
  const secrets = entries.filter(([name]) => isSecretName(name)).map(([name]) => [name, { env: name }] as const);
  return {
    ...(requirements === undefined ? {} : { requirements }),
    ...(plain.length === 0 ? {} : { variables: Object.fromEntries(plain) }),
    ...(secrets.length === 0 ? {} : { secrets: Object.fromEntries(secrets) }),
  };
}

/** Several environments as one: variables and secrets of all, of anything else the last that is said. */
export function mergeEnvironments(environments: readonly (Environment | undefined)[]): Environment {
  return environments.reduce<Environment>((whole, environment = {}) => {
    const variables = { ...whole.variables, ...environment.variables };
    const secrets = { ...whole.secrets, ...environment.secrets };
    return {
      ...whole,
      ...environment,
      ...(Object.keys(variables).length === 0 ? {} : { variables }),
      ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    };
  }, {});
}

const longest = 4000;

const quoted = (text: string): string => {
  const safe = text.replace(/\b(\w*(?:TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|ACCESS_?KEY)\w*[= ]+)[^\s$]\S*/gi, "$1…");
  return `\`${safe.length > longest ? `${safe.slice(0, longest)}…` : safe}\``;
};

/** What of a call a spec cannot say, and what it says in another way. `path` is where the command stood. */
export function notesOnCall({ launcher, module, folder, variables, rest }: ScriptCall, path: string): Diagnostic[] {
  const secrets = Object.keys(variables).filter(isSecretName);
  return [
    ...(launcher === undefined
      ? []
      : [
          note(
            "made-anew",
            path,
            `${quoted(`${launcher.name} ${launcher.options}`.trim())} is left out: Switchyard's launcher starts one rank for each accelerator.`,
          ),
        ]),
    ...(module === undefined
      ? []
      : [
          note(
            "not-lifted",
            path,
            `\`-m ${module}\` runs a module; the spec names its file.`,
            "Import without a leading dot there.",
          ),
        ]),
    ...(folder === undefined
      ? []
      : [
          note(
            "not-lifted",
            path,
            `\`cd ${folder}\` is left out: a script runs in the folder of its source.`,
            "Name that folder in `source`.",
          ),
        ]),
    ...secrets.map((name) =>
      note(
        "not-lifted",
        path,
        `The value of ${name} was left behind: a spec holds no secrets.`,
        `Set ${name} in the process that calls fit().`,
      ),
    ),
    ...rest.map((text) =>
      note(
        "not-lifted",
        path,
        `${quoted(text)} is left out: a spec runs one script, without a shell.`,
        "Packages go into a requirements file, named in `environment.requirements`; do the rest in the script or in an image of your own.",
      ),
    ),
  ];
}

/** Words of a script's call that become no arguments of a spec. */
export function notesOnWords({ loose, repeated, expanded }: NamedWords, path: string): Diagnostic[] {
  return [
    ...loose.map((word) =>
      note(
        "not-lifted",
        path,
        `${JSON.stringify(word)} follows no --name, and a spec passes arguments by name only.`,
        "Give the script a named argument for it.",
      ),
    ),
    ...repeated.map((name) =>
      note("not-lifted", path, `\`--${name}\` is given more than once, and the last counts.`, "Keep one, or a list."),
    ),
    ...expanded.map((text) =>
      note(
        "not-lifted",
        path,
        `${quoted(text)} is left out: a shell fills that in, and the launcher starts scripts without one.`,
        "Write the value itself, {input:NAME}, {output} or {model}; or read the variable in the script.",
      ),
    ),
  ];
}

/** A command that starts no Python script that a spec can name. */
export function noteOnNoScript(text: string, script: string, path: string): Diagnostic {
  return note(
    "not-lifted",
    path,
    `Found ${quoted(text)}, which starts no Python script that a spec can name; it says ${script}.`,
    "Put what it does into a script and name it in `entryPoint`.",
  );
}

function note(code: "made-anew" | "not-lifted", path: string, message: string, fix?: string): Diagnostic {
  const severity = code === "made-anew" ? "info" : "warning";
  return { severity, code, path, message, ...(fix === undefined ? {} : { fix }) };
}
