import * as v from "valibot";
import { accelerators } from "./accelerators.data.ts";
import { diskPattern, durationPattern, toSeconds } from "./units.ts";

/**
 * The shape of a TrainerSpec. A message says what is allowed, as the end of "Allowed: …"; `report.ts` makes the sentence.
 * `args` and `platforms` have tables of their own: core's for the one, each platform's for the other.
 */
const allowed = {
  name: "letters, digits and inner hyphens, at most 40 characters, such as `bert-imdb`",
  path: "a path inside `source` with forward slashes, such as `train.py`",
  script: "a Python file inside `source`, such as `train.py`",
  count: "a whole number from 1 on",
  duration: "a time such as `6h`, `90m` or `1h30m`",
  disk: "a size such as `200GB` or `2TB`",
  uri: "a URI of the platform's object store, such as `s3://bucket/prefix/`",
  hub: "a Hugging Face repository as `owner/name`",
  image: "a container image such as `registry/repository:tag`",
  transformers: 'a release of major 4 or 5 as a string, such as `"5"` or `"4.57"`',
  python: 'a Python release as a string, such as `"3.12"`',
  variable: "a name of letters, digits and `_` that does not begin with a digit or with `SWITCHYARD_`",
  input: "a name of letters, digits, `.`, `_` and `-`, at most 64 characters",
  secret:
    '`{ env: "NAME" }` for a variable of your own process, or `{ native: "…" }` for the platform\'s secret manager',
  text: "text",
} as const;

const text = v.string(allowed.text);
/** Relative, with forward slashes, without a step upwards. */
const insidePath = /^(?![/~]|[A-Za-z]:)(?!(?:.*\/)?\.\.(?:\/|$))[^\\\0]*[^\\\0/]$/;
const path = v.pipe(v.string(allowed.path), v.regex(insidePath, allowed.path));
const count = v.pipe(v.number(allowed.count), v.integer(allowed.count), v.minValue(1, allowed.count));
const uri = v.pipe(v.string(allowed.uri), v.regex(/^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/, allowed.uri));
const variableName = v.pipe(v.string(), v.regex(/^(?!SWITCHYARD_)[A-Za-z_][A-Za-z0-9_]*$/, allowed.variable));
const inputName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, allowed.input));

const secretSource = v.custom<{ env: string } | { native: string }>((value) => {
  if (typeof value !== "object" || value === null) return false;
  const [[key, source] = [], ...more] = Object.entries(value);
  return more.length === 0 && (key === "env" || key === "native") && typeof source === "string" && source !== "";
}, allowed.secret);

export const trainerSpecSchema = v.strictObject({
  name: v.pipe(
    v.string(allowed.name),
    v.regex(/^[A-Za-z0-9](?:-*[A-Za-z0-9]){0,39}$/, allowed.name),
    v.maxLength(40, allowed.name),
  ),
  source: v.pipe(v.string("a folder, such as `./bert`"), v.minLength(1, "a folder, such as `./bert`")),
  entryPoint: v.pipe(v.string(allowed.script), v.regex(insidePath, allowed.script), v.regex(/\.py$/, allowed.script)),
  args: v.optional(v.record(v.string(), v.unknown())),
  scriptArgs: v.optional(v.record(v.string(), v.unknown())),
  resources: v.optional(
    v.strictObject({
      accelerator: v.optional(v.picklist(Object.keys(accelerators) as (keyof typeof accelerators)[])),
      acceleratorsPerNode: v.optional(count),
      nodes: v.optional(count),
      spot: v.optional(v.boolean("`true` or `false`")),
      maxRuntime: v.optional(
        v.pipe(
          v.string(allowed.duration),
          v.regex(durationPattern, allowed.duration),
          v.check((value) => toSeconds(value) !== undefined, allowed.duration),
        ),
      ),
      disk: v.optional(v.pipe(v.string(allowed.disk), v.regex(diskPattern, allowed.disk))),
    }),
  ),
  environment: v.optional(
    v.strictObject({
      transformers: v.optional(
        v.pipe(v.string(allowed.transformers), v.regex(/^[45](?:\.\d+){0,2}$/, allowed.transformers)),
      ),
      python: v.optional(v.pipe(v.string(allowed.python), v.regex(/^3\.\d+$/, allowed.python))),
      image: v.optional(v.pipe(v.string(allowed.image), v.regex(/^[^\s]{1,255}$/, allowed.image))),
      requirements: v.optional(path),
      variables: v.optional(v.record(variableName, text)),
      secrets: v.optional(v.record(variableName, secretSource)),
    }),
  ),
  inputs: v.optional(v.record(inputName, uri)),
  outputs: v.optional(
    v.strictObject({
      store: v.optional(uri),
      hub: v.optional(v.pipe(v.string(allowed.hub), v.regex(/^[\w-][\w.-]*\/[\w-][\w.-]*$/, allowed.hub))),
      checkpoints: v.optional(uri),
    }),
  ),
  launch: v.optional(
    v.strictObject({
      kind: v.optional(v.picklist(["spawn", "torchrun", "accelerate", "deepspeed", "native"])),
      arguments: v.optional(v.picklist(["auto", "argv", "json"])),
      resume: v.optional(v.picklist(["auto", "none"])),
    }),
  ),
  platforms: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
});
