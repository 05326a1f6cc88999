import type { Flags } from "./command.ts";

/** Every command understands these. */
export const everyCommand = {
  json: { kind: "switch", about: "Print JSON for programs; errors too, on stderr." },
  "no-color": { kind: "switch", about: "No colours. NO_COLOR=1 says the same for every command." },
  help: { kind: "switch", about: "Print this." },
} as const satisfies Flags;

/** Every command that reaches a platform understands these. */
export const platformSettings = {
  config: {
    kind: "text",
    value: "FILE",
    about: "The configuration file. Default: switchyard.config.{ts,mts,json,yaml,yml} beside the spec, else here.",
  },
  set: {
    kind: "list",
    value: "PLATFORM.NAME=VALUE",
    about: "One setting of a platform, over the configuration file: --set sagemaker.region=eu-west-1.",
  },
} as const satisfies Flags;

/** Commands that plan understand it as well: `--set ray.address=URL`, as Ray's own tools spell it. */
export const rayAddress = {
  address: {
    kind: "text",
    value: "URL",
    about: "With --on ray: the cluster's dashboard, such as http://10.0.0.1:8265. Default: RAY_API_SERVER_ADDRESS.",
  },
} as const satisfies Flags;

export const resume = {
  after: { kind: "text", value: "CURSOR", about: "Begin after this event. Each JSON event carries its cursor." },
} as const satisfies Flags;
