import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { Text } from "../../native-types.ts";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment } from "../fragment.ts";
import { onEveryPod } from "./cluster.ts";

/** The pods' image. A cluster that exists has its own. */
export function imageRule({ spec }: TranslationInput, settings: ResolvedSettings): Fragment {
  const { image: given, python } = spec.environment ?? {};
  const diagnostics = python === undefined ? [] : [notChecked(python)];
  if (settings.submit === "jobs")
    return { diagnostics: given === undefined ? diagnostics : [...diagnostics, noImage(given)] };
  const image: Text = given ?? settings.kuberay.image ?? { $setting: "ray.image" };
  const origin = given === undefined ? "settings:kuberay.image" : "spec:environment.image";
  return { manifest: [{ origin, body: onEveryPod({}, { image }) }], diagnostics };
}

function noImage(given: string): Diagnostic {
  return {
    severity: "error",
    code: "unsupported",
    path: "environment.image",
    message: `Found ${JSON.stringify(given)}. A job on a cluster that exists runs in the image of its nodes: Ray's \`image_uri\` takes no bundle.`,
    fix: 'Start the cluster with that image and leave this out, or use the setting `submit: "kuberay"`.',
  };
}

function notChecked(python: string): Diagnostic {
  return {
    severity: "info",
    code: "not-checked",
    path: "environment.python",
    message: `The image of the cluster's nodes decides the release of Python; whether it is ${python} cannot be told from here.`,
  };
}
