import type { Diagnostic, Placeholder, ResolvedResources, TrainerSpec, TranslationInput } from "@switchyard/core";
import { settingSources, storePattern, type ResolvedSettings } from "../../settings.ts";
import type { Text } from "../../native-types.ts";
import type { Fragment } from "../fragment.ts";
import { onEveryPod } from "./cluster.ts";

/** The dashboard refuses a longer package (Ray's `MAX_REQUEST_BODY_SIZE`). */
export const largestPackage = 100 * 1024 * 1024;

/** Below the store, by the hash of what is in it, so that equal bundles are stored once. */
const bundlePath = ({ bundle }: TranslationInput): string => `/bundles/${bundle.manifest}.zip`;

/** The store as Ray downloads from it: a path is a mount of every node. */
export const storeUri = (store: string): string => (store.startsWith("/") ? `file://${store}` : store);

/** Where the bundle goes: into Ray's own store, or, for a cluster that does not exist yet, below the store. */
export function bundleLocation(
  input: TranslationInput,
  { submit, store }: ResolvedSettings,
): string | Extract<Placeholder, { $setting: string }> {
  if (submit === "jobs") return `gcs://_ray_pkg_${input.bundle.manifest}.zip`;
  const path = bundlePath(input);
  return store === undefined ? { $setting: "ray.storeUri", append: path } : `${storeUri(store)}${path}`;
}

export function bundleRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { bytes } = input.bundle;
  return {
    job: [{ origin: "core:bundle", body: { runtime_env: { working_dir: bundleLocation(input, settings) } } }],
    diagnostics: settings.submit === "jobs" && bytes > largestPackage ? [largeBundle(bytes)] : [],
  };
}

function largeBundle(bytes: number): Diagnostic {
  const size = Math.ceil(bytes / 1024 / 1024);
  return {
    severity: "warning",
    code: "large-bundle",
    path: "source",
    message: `The bundle has ${size} MiB before compression. A dashboard takes packages of at most 100 MiB, and keeps them in the head's memory.`,
    fix: "Leave data out of the folder by a .switchyardignore, and read it by `inputs`.",
  };
}

/** The driver in the bundle brings inputs to every node, through pyarrow; the request says nothing of them. */
export function inputsRule({ spec }: TranslationInput): Fragment {
  return {
    diagnostics: Object.entries(spec.inputs ?? {})
      .filter(([, uri]) => !storePattern.test(uri))
      .map(([name, uri]) => wrongStore(`inputs.${name}`, uri, "reads inputs from")),
  };
}

/** Where checkpoints and the model go: told to the driver by a variable, in a manifest one of the pods. */
export function outputRule({ spec, resources }: TranslationInput, settings: ResolvedSettings): Fragment {
  const { store, train, submit } = settings;
  const given = spec.outputs?.store?.replace(/\/+$/, "");
  if (train === "launcher") return {};
  const isLocal = staysOnNode(spec, resources, settings);
  const origin = isLocal ? "default" : given === undefined ? "settings:store" : "spec:outputs.store";
  const where: Text = isLocal ? nodeStore : (given ?? store ?? { $setting: "ray.store" });
  const name = "SWITCHYARD_RAY_STORE";
  return {
    job: [{ origin, body: { runtime_env: { env_vars: { [name]: where } } } }],
    manifest: submit === "jobs" ? [] : [{ origin, body: onEveryPod({}, { env: [{ name, value: where }] }) }],
    diagnostics: [
      ...(given === undefined || storePattern.test(given) ? [] : [wrongStore("outputs.store", given, "writes to")]),
      ...(isLocal ? [localStore] : []),
    ],
  };
}

/** Where Ray Train keeps the runs of a single node when nobody says another place. */
const nodeStore = "~/ray_results";

/** Without a store a run of one node on a cluster that exists leaves its results there; several nodes must share a place. */
export function staysOnNode(
  { outputs }: TrainerSpec,
  { nodes }: ResolvedResources,
  { store, submit, train }: ResolvedSettings,
): boolean {
  return (
    submit === "jobs" && train === "torchtrainer" && nodes === 1 && store === undefined && outputs?.store === undefined
  );
}

const localStore: Diagnostic = {
  severity: "warning",
  code: "local-store",
  path: "outputs.store",
  message: `Nothing says where checkpoints and the model go: they stay in ${nodeStore} on the node that trains, and go with it. On a cluster of several nodes the run fails.`,
  fix: `Set \`createRay({ store: ${JSON.stringify(settingSources.store.example)} })\` or ${settingSources.store.variable}, or \`outputs.store\` in the spec.`,
};

function wrongStore(path: string, uri: string, does: string): Diagnostic {
  return {
    severity: "error",
    code: "wrong-store",
    path,
    message: `Found ${JSON.stringify(uri)}. Ray ${does} s3://, gs://, abfss://, hdfs:// and file://, through pyarrow.`,
    fix: "Copy it there, or mount it on every node and give file:///MOUNT.",
  };
}
