import type { TranslationInput } from "@switchyard/core";
import type { JobIdentity } from "../../native-types.ts";
import type { ResolvedSettings } from "../../settings.ts";
import { inWorkspace } from "../../uri.ts";
import type { Fragment, Part } from "../fragment.ts";

/** Where the job runs, and as whom. */
export function accountRule(_input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { compute, identity } = settings;
  const computeId = isServerless(settings) ? compute : inWorkspace(`/computes/${compute}`, settings);
  const as: readonly Part[] =
    identity === undefined ? [] : [{ origin: "settings:identity", body: { identity: identityNamed(identity) } }];
  return { job: [{ origin: "settings:compute", body: { computeId } }, ...as] };
}

/** Whether Azure brings the machines that the job names, instead of a cluster. */
export function isServerless({ compute }: ResolvedSettings): boolean {
  return compute === "serverless";
}

function identityNamed(identity: string): JobIdentity {
  if (identity === "AMLToken" || identity === "UserIdentity" || identity === "Managed") return { identityType: identity };
  return { identityType: "Managed", clientId: identity };
}
