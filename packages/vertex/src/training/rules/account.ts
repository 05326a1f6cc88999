import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment, Part } from "../fragment.ts";
import { overridesOf } from "./overrides.ts";

/** As whom the job runs, in which network and under which key. Each has a default of the service's. */
export function accountRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { serviceAccount, network, encryptionKey } = settings;
  const parts: Part[] = [];
  if (serviceAccount !== undefined)
    parts.push({ origin: "settings:serviceAccount", body: { jobSpec: { serviceAccount } } });
  // The service takes a peered network or an interface of Private Service Connect, and this job asks for the other one.
  if (network !== undefined && overridesOf(input).jobSpec?.pscInterfaceConfig === undefined)
    parts.push({ origin: "settings:network", body: { jobSpec: { network } } });
  if (encryptionKey !== undefined)
    parts.push({ origin: "settings:encryptionKey", body: { encryptionSpec: { kmsKeyName: encryptionKey } } });
  return { parts, diagnostics: checkKey(settings) };
}

function checkKey({ encryptionKey, region }: ResolvedSettings): Diagnostic[] {
  const location = /\/locations\/([^/]+)\//.exec(encryptionKey ?? "")?.[1];
  if (location === undefined || region === undefined || location === region) return [];
  return [
    {
      severity: "error",
      code: "other-region",
      path: "settings.encryptionKey",
      message: `The key is in ${location} and the job in ${region}. Vertex AI takes keys of the job's own region.`,
      fix: `Use a key in ${region}, or the setting \`region: ${JSON.stringify(location)}\`.`,
    },
  ];
}
