import type { JobSubmitRequest, RayJob, RuntimeEnv } from "./native-types.ts";

/** A rule that the schemas cannot say. Sources: what a Ray 2.60 cluster answers, and KubeRay's validation of RayJobs. */
export interface RequestRule {
  readonly operation: "POST /api/jobs/" | "RayJob";
  readonly code: string;
  /** JSON pointer below the body. */
  readonly at: string;
  /** The body has not been checked. */
  readonly broken: (body: object) => boolean;
  readonly message: string;
  readonly fix: string;
}

type Loose<T> = { readonly [K in keyof T]?: T[K] | null };

const environmentOf = (body: object): Loose<RuntimeEnv> => (body as Loose<JobSubmitRequest>).runtime_env ?? {};

const specOf = (body: object): Loose<RayJob["spec"] & object> => (body as Loose<RayJob>).spec ?? {};

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Quotes and expansions of the shell that runs an entrypoint, and that a manifest's passes through several times. */
const shellWords = /[$`*;|&<>\\"'\n]/;

const submissionRules: readonly Omit<RequestRule, "operation">[] = [
  {
    code: "native-exclusive",
    at: "/runtime_env",
    broken: (body) => {
      const { pip, uv, conda } = environmentOf(body);
      return [pip, uv, conda].filter(isSet).length > 1;
    },
    message: "Ray accepts one of `pip`, `uv` and `conda`; with two the job fails when it starts.",
    fix: "Keep one of them.",
  },
  {
    code: "native-exclusive",
    at: "/runtime_env/image_uri",
    broken: (body) => {
      const environment = environmentOf(body);
      const others = Object.keys(environment).filter((key) => !["image_uri", "config", "env_vars"].includes(key));
      return isSet(environment.image_uri) && others.length > 0;
    },
    message: "`image_uri` stands alone, or with `config` and `env_vars`; a job of Switchyard's has a `working_dir`.",
    fix: 'Start the cluster with the image, or use the setting `submit: "kuberay"` with `environment.image`.',
  },
  {
    code: "native-fraction",
    at: "/entrypoint_num_gpus",
    broken: (body) => {
      const { entrypoint_num_gpus: gpus } = body as Loose<JobSubmitRequest>;
      return typeof gpus === "number" && gpus > 1 && !Number.isInteger(gpus);
    },
    message: "More than one GPU must be a whole number of them; the job would fail when it starts.",
    fix: "Use a whole number, or a fraction below 1.",
  },
];

const manifestRules: readonly Omit<RequestRule, "operation">[] = [
  {
    code: "native-missing",
    at: "/spec/rayClusterSpec",
    broken: (body) => isSet(specOf(body).rayClusterSpec) === isSet(specOf(body).clusterSelector),
    message: "A RayJob has one of `rayClusterSpec` and `clusterSelector`.",
    fix: "Leave `clusterSelector` out: a plan brings its own cluster.",
  },
  {
    code: "native-shutdown",
    at: "/spec/shutdownAfterJobFinishes",
    broken: (body) => {
      const { shutdownAfterJobFinishes, suspend, ttlSecondsAfterFinished, deletionStrategy } = specOf(body);
      const needs = suspend === true || (ttlSecondsAfterFinished ?? 0) > 0;
      return needs && shutdownAfterJobFinishes !== true && !isSet(deletionStrategy);
    },
    message: "`suspend` and `ttlSecondsAfterFinished` need a cluster that is shut down after the job.",
    fix: "Set `shutdownAfterJobFinishes: true`.",
  },
  {
    code: "native-exclusive",
    at: "/spec/deletionStrategy",
    broken: (body) => {
      const { shutdownAfterJobFinishes, deletionStrategy } = specOf(body);
      return shutdownAfterJobFinishes === true && isSet(deletionStrategy);
    },
    message: "`deletionStrategy` and `shutdownAfterJobFinishes` exclude each other.",
    fix: "Leave `deletionStrategy` out, or set `shutdownAfterJobFinishes: false`.",
  },
  {
    code: "native-mode",
    at: "/spec/submitterPodTemplate",
    broken: (body) => isSet(specOf(body).submitterPodTemplate) && specOf(body).submissionMode !== "K8sJobMode",
    message: "Only K8sJobMode has a pod that submits.",
    fix: "Leave `submitterPodTemplate` out.",
  },
  {
    code: "native-enum",
    at: "/spec/submissionMode",
    broken: (body) => {
      const { submissionMode } = specOf(body);
      return (
        isSet(submissionMode) &&
        !["K8sJobMode", "HTTPMode", "InteractiveMode", "SidecarMode"].includes(String(submissionMode))
      );
    },
    message: "Allowed: K8sJobMode, HTTPMode, InteractiveMode and SidecarMode.",
    fix: 'Use "HTTPMode", the one whose entrypoint passes through one shell only.',
  },
  {
    code: "native-deadline",
    at: "/spec/activeDeadlineSeconds",
    broken: (body) => (specOf(body).activeDeadlineSeconds ?? 1) <= 0,
    message: "A deadline is a number of seconds above 0.",
    fix: "Use `resources.maxRuntime`.",
  },
  {
    code: "native-json",
    at: "/spec/entrypointResources",
    broken: (body) => {
      const { entrypointResources } = specOf(body);
      return (
        typeof entrypointResources === "string" && entrypointResources !== "" && !isJsonObject(entrypointResources)
      );
    },
    message: "`entrypointResources` is the text of a JSON object of numbers.",
    fix: "Write it as '{\"custom\": 1}'.",
  },
  {
    code: "native-shell",
    at: "/spec/entrypoint",
    broken: (body) => shellWords.test(String(specOf(body).entrypoint ?? "")),
    message: "An entrypoint with a shell's own characters is changed on its way.",
    fix: "Leave `entrypoint` out, and put what should run into the script at `entryPoint`.",
  },
];

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && Object.values(value).every(Number.isFinite);
  } catch {
    return false;
  }
}

export const requestRules: readonly RequestRule[] = [
  ...submissionRules.map((rule) => ({ ...rule, operation: "POST /api/jobs/" }) as const),
  ...manifestRules.map((rule) => ({ ...rule, operation: "RayJob" }) as const),
];
