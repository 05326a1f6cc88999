import {
  ConfigError,
  configError,
  identityFromTags,
  SwitchyardError,
  type CallOptions,
  type Plan,
  type ReadyRequest,
  type RunIdentity,
} from "@switchyard/core";
import type { Dashboards } from "../connections.ts";
import { notFoundAsUndefined } from "@switchyard/core/platform";
import type { RayJobDetails } from "../jobs/types.ts";
import type { JobSubmitRequest, RayRequest } from "../native-types.ts";
import { checkRequest } from "../schema.ts";
import { settingSources, type ResolvedSettings } from "../settings.ts";
import { formatJobUri, submissionTarget, type JobAddress } from "../uri.ts";

/**
 * Creates the job, once, with exactly the planned body. An id that is taken is no error when the same identity took it.
 *
 * @throws {ConfigError} when the complete body, with settings and secrets in it, breaks Ray's model.
 */
export async function sendJob(
  dashboards: Dashboards,
  settings: ResolvedSettings,
  ready: ReadyRequest<RayRequest>,
  plan: Plan<RayRequest>,
  call: CallOptions,
): Promise<{ readonly reply: unknown; readonly created: boolean }> {
  const { address, id } = submissionOf(plan, settings);
  const problems = checkRequest("POST /api/jobs/", ready.body);
  if (problems.length > 0) throw new ConfigError(problems, { platform: "ray" });
  const api = dashboards.at(address);
  try {
    return { reply: await api.submit(ready.body, call), created: true };
  } catch (error) {
    if (!SwitchyardError.is(error, "conflict")) throw error;
    if (isOf(await api.get(id, call), plan.identity)) return { reply: { submission_id: id }, created: false };
    throw new SwitchyardError("conflict", `A job with the id ${id} exists at ${address}, and it is not this run's.`, {
      platform: "ray",
      hint: "Change `name`, or give this fit() another `run`.",
    });
  }
}

/** The URI of this plan's job, where it exists. */
export async function findJob(
  dashboards: Dashboards,
  settings: ResolvedSettings,
  plan: Plan<RayRequest>,
  call: CallOptions,
): Promise<string | undefined> {
  const submission = submissionOf(plan, settings);
  const job = await notFoundAsUndefined(dashboards.at(submission.address).get(submission.id, call));
  return job !== undefined && isOf(job, plan.identity) ? formatJobUri(submission) : undefined;
}

/**
 * Where a plan's job goes, and its id.
 *
 * @throws {SwitchyardError} `unsupported` for a RayJob, which Kubernetes takes.
 * @throws {ConfigError} without an address, and with another one than the plan's.
 */
function submissionOf({ requests }: Plan<RayRequest>, settings: ResolvedSettings): JobAddress {
  const [request] = requests;
  if (request === undefined || request.service === "kubernetes")
    throw new SwitchyardError("unsupported", "A RayJob goes to Kubernetes, which this package does not talk to.", {
      platform: "ray",
      hint: 'Upload the bundle to where `uploads` says, and `kubectl apply` the body of the plan\'s request; or train on a cluster that runs, by `submit: "jobs"` and `address`.',
    });
  const address = settings.address ?? missingAddress();
  if (!request.target.startsWith("{") && request.target !== submissionTarget(settings))
    throw configError(
      "other-address",
      "plan.requests[0].target",
      `This plan is for ${request.target}, and this platform is set to ${address}.`,
      "Set `address` to the plan's, or make a new plan.",
    );
  const { submission_id: id = "" } = request.body as JobSubmitRequest;
  return { address, id };
}

const isOf = (job: RayJobDetails, { key, run, attempt }: RunIdentity): boolean => {
  const owner = identityFromTags(job.metadata ?? {});
  return owner?.key === key && owner.run === run && owner.attempt === attempt;
};

/** @throws {ConfigError} always. */
export function missingAddress(): never {
  const { variable, example } = settingSources.address;
  throw configError(
    "missing-setting",
    "settings.address",
    "Found no address, and Ray has no default one here.",
    `Set \`createRay({ address: ${JSON.stringify(example)} })\` or ${variable}.`,
  );
}
