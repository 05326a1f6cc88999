import type { TranslationInput } from "@switchyard/core";
import type { JobIdentity } from "../../native-types.ts";
import type { ResolvedSettings } from "../../settings.ts";
import { inWorkspace } from "../../uri.ts";
import type { Fragment, JobPart } from "../fragment.ts";

/** Where the job runs, and as whom. A job without a compute is serverless. */
export function accountRule(_input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { compute, identity } = settings;
  const where: readonly JobPart[] = isServerless(settings)
    ? []
    : [{ origin: "settings:compute", body: { computeId: inWorkspace(`/computes/${compute}`, settings) } }];
  const as: readonly JobPart[] =
    identity === undefined ? [] : [{ origin: "settings:identity", body: { identity: identityNamed(identity) } }];
  return { job: [...where, ...as] };
}

/** Whether Azure brings the machines that the job names, instead of a cluster. */
export function isServerless({ compute }: ResolvedSettings): boolean {
  return compute === "serverless";
}

function identityNamed(identity: string): JobIdentity {
  if (identity === "AMLToken" || identity === "UserIdentity" || identity === "Managed")
    return { identityType: identity };
  return { identityType: "Managed", clientId: identity };
}
