import { isLabelKey, isLabelValue } from "./labels.ts";
import { below } from "@switchyard/core/platform";
import { when, type AnyBody, type RequestRule, type Subject } from "./request-rule.ts";

const labelsBroken = ({ labels = {} }: AnyBody, test: (key: string, value: string) => boolean): string[] =>
  Object.entries(labels)
    .filter(([key, value]) => test(key, value))
    .map(([key]) => below("/labels", key));

const strategyOf = ({ spec }: Subject): string | undefined => spec.scheduling?.strategy;

const secondsOf = (duration: string | undefined): number => Number(duration?.replace(/s$/, "") ?? 0);

const week = 7 * 24 * 3600;

/** Source: the comments of custom_job.proto and env_var.proto, and "Create custom jobs" of Google's documentation. */
export const jobRules: readonly RequestRule[] = [
  {
    code: "native-name",
    broken: ({ body }) => when([...(body.displayName ?? "")].length > 128, "/displayName"),
    message: "A display name has at most 128 characters.",
    fix: "Shorten it.",
  },
  {
    code: "native-label",
    broken: ({ body }) => labelsBroken(body, (key, value) => !isLabelKey(key) || !isLabelValue(value)),
    message: 'Labels are lower-case letters, digits, "_" and "-", at most 63, and a key begins with a letter.',
    fix: "Write it in small letters, with hyphens for what is not allowed.",
  },
  {
    code: "native-labels",
    broken: ({ body }) => when(Object.keys(body.labels ?? {}).length > 64, "/labels"),
    message: "A job has at most 64 labels.",
    fix: "Leave some out.",
  },
  {
    code: "native-network",
    broken: ({ spec, at }) =>
      when(spec.network !== undefined && spec.pscInterfaceConfig !== undefined, `${at}/pscInterfaceConfig`),
    message: "A job is peered with a network, or has a Private Service Connect interface, not both.",
    fix: "Leave one of `network` and `pscInterfaceConfig` out.",
  },
  {
    code: "native-network",
    broken: ({ spec, at }) =>
      when(
        typeof spec.network === "string" && !/^projects\/\d+\/global\/networks\/[^/]+$/.test(spec.network),
        `${at}/network`,
      ),
    message: "The network is named with its project's number: projects/NUMBER/global/networks/NAME.",
    fix: "`gcloud projects describe PROJECT` tells the number.",
  },
  {
    code: "native-domain",
    broken: ({ spec, at }) =>
      (spec.pscInterfaceConfig?.dnsPeeringConfigs ?? []).flatMap(({ domain }, index) =>
        when(
          typeof domain === "string" && !domain.endsWith("."),
          `${at}/pscInterfaceConfig/dnsPeeringConfigs/${index}/domain`,
        ),
      ),
    message: "A domain for DNS peering ends with a dot.",
    fix: "Write the dot.",
  },
  {
    code: "native-tensorboard",
    broken: ({ spec, at }) =>
      when(
        spec.tensorboard !== undefined && (spec.serviceAccount === undefined || spec.baseOutputDirectory === undefined),
        `${at}/tensorboard`,
      ),
    message: "A job that writes to a TensorBoard needs a service account and an output directory.",
    fix: "Add the setting `serviceAccount`.",
  },
  {
    code: "native-tensorboard",
    broken: ({ spec, at }) => when(spec.tensorboard !== undefined && spec.experiment !== undefined, `${at}/experiment`),
    message: "A job has a TensorBoard or an experiment, not both.",
    fix: "Leave one of them out.",
  },
  {
    code: "native-output",
    broken: ({ spec, at }) => {
      const prefix = spec.baseOutputDirectory?.outputUriPrefix;
      return when(
        typeof prefix === "string" && !/^gs:\/\/[^/]+/.test(prefix),
        `${at}/baseOutputDirectory/outputUriPrefix`,
      );
    },
    message: "Vertex AI writes to Cloud Storage only.",
    fix: "Give a URI such as gs://my-bucket/models.",
  },
  {
    code: "native-strategy",
    broken: (subject) =>
      when(
        ["ON_DEMAND", "LOW_COST", "STRATEGY_UNSPECIFIED"].includes(strategyOf(subject) ?? ""),
        `${subject.at}/scheduling/strategy`,
      ),
    message: "Google has deprecated this strategy.",
    fix: "Use STANDARD, SPOT or FLEX_START.",
  },
  {
    code: "native-wait",
    broken: (subject) =>
      when(
        subject.spec.scheduling?.maxWaitDuration !== undefined && strategyOf(subject) !== "FLEX_START",
        `${subject.at}/scheduling/maxWaitDuration`,
      ),
    message: "Only a job of the strategy FLEX_START waits for capacity.",
    fix: 'Add `strategy: "FLEX_START"`, or leave the wait out.',
  },
  {
    code: "native-runtime",
    broken: (subject) =>
      when(
        strategyOf(subject) === "FLEX_START" && secondsOf(subject.spec.scheduling?.timeout) > week,
        `${subject.at}/scheduling/timeout`,
      ),
    message: "A job of the strategy FLEX_START runs for at most 7 days.",
    fix: 'Use at most 604800 seconds (`resources.maxRuntime: "7d"`).',
  },
  {
    code: "native-runtime",
    broken: ({ spec, at }) =>
      when(
        spec.scheduling?.timeout !== undefined && secondsOf(spec.scheduling.timeout) <= 0,
        `${at}/scheduling/timeout`,
      ),
    message: "A job needs a time above 0 seconds.",
    fix: "Leave it out for Vertex AI's 7 days.",
  },
  {
    code: "native-restart",
    broken: ({ spec, at }) =>
      when(
        spec.scheduling?.disableRetries === true && spec.scheduling.restartJobOnWorkerRestart === true,
        `${at}/scheduling/restartJobOnWorkerRestart`,
      ),
    message: "A job whose retries are disabled is not restarted with its workers either.",
    fix: "Leave one of `disableRetries` and `restartJobOnWorkerRestart` out.",
  },
];
