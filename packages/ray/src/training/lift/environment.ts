import type { Environment, SecretSource } from "@switchyard/core";
import { checkpointBase, checkpointsVariable, isSecretName, madeCheckpointPlace } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../../settings.ts";
import { at, isMembers, listOf, lost, membersOf, textOf, type Members, type NativeJob, type Piece } from "./piece.ts";

/** Variables that a plan sets by itself. */
const plansOwn =
  /^(?:SWITCHYARD_|PYTHONIOENCODING$|RAY_(?:DEDUP_LOGS|COLOR_PREFIX|JOB_STOP_WAIT_TIME_S)$|RAY_TRAIN_(?:ENABLE_PRINT_PATCH|HEALTH_CHECK_INTERVAL_S)$)/;

const variableName = /^(?!SWITCHYARD_)[A-Za-z_]\w*$/;

/** What a dashboard shows instead of a value. */
const redacted = "<redacted>";

/** Variables, secrets, the requirements and the transformers release of the runtime environment, and the store that a plan told the driver. */
export function liftEnvironment(job: NativeJob, settings: ResolvedSettings): Piece {
  const path = job.submit === "jobs" ? "runtime_env" : "spec.runtimeEnvYAML";
  const entries = Object.entries(membersOf(job.environment["env_vars"])).filter(
    ([name]) => !plansOwn.test(name) && variableName.test(name),
  );
  const isSecret = ([name, value]: readonly [string, unknown]): boolean =>
    typeof value !== "string" || value === redacted || isSecretName(name);
  const plain = entries.filter((entry) => !isSecret(entry));
  const held = entries.filter(isSecret).map(([name]) => name);
  const pods = podSecrets(job.body);
  const secrets: Record<string, SecretSource> = {
    ...Object.fromEntries(held.map((name) => [name, { env: name }])),
    ...pods.secrets,
  };
  const { requirements, transformers } = packagesOf(job.environment["pip"]);
  const environment: Environment = {
    ...(transformers === undefined ? {} : { transformers }),
    ...(requirements === undefined ? {} : { requirements }),
    ...(plain.length === 0 ? {} : { variables: Object.fromEntries(plain) as Record<string, string> }),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
  };
  const store = storeOf(job, settings);
  const checkpoints = checkpointBase(String(membersOf(job.environment["env_vars"])[checkpointsVariable]));
  return {
    environment,
    spec: {
      outputs: { ...(store === undefined ? {} : { store }), ...(checkpoints === undefined ? {} : { checkpoints }) },
    },
    diagnostics: [
      ...(checkpoints === undefined ? [] : [madeCheckpointPlace(`${path}.env_vars.${checkpointsVariable}`)]),
      ...held.map((name) =>
        lost(
          `${path}.env_vars.${name}`,
          `The value of ${name} was left behind: a spec holds no secrets.`,
          `Set ${name} in the process that calls fit(), or name another variable in \`environment.secrets.${name}.env\`.`,
        ),
      ),
    ],
  };
}

interface PodSecrets {
  readonly secrets: Readonly<Record<string, SecretSource>>;
  /** Names whose values stand in the manifest itself. */
  readonly held: readonly string[];
}

/** Secrets of the workers' containers: references to Kubernetes' own, and values that look like some. */
function podSecrets(body: Members): PodSecrets {
  const env = listOf(
    at(body, "spec", "rayClusterSpec", "workerGroupSpecs", 0, "template", "spec", "containers", 0, "env"),
  );
  const references: Record<string, SecretSource> = {};
  const held: string[] = [];
  for (const variable of env) {
    const name = textOf(at(variable, "name"));
    if (name === undefined || !variableName.test(name)) continue;
    const reference = at(variable, "valueFrom", "secretKeyRef");
    const [secret, key] = [textOf(at(reference, "name")), textOf(at(reference, "key"))];
    if (secret !== undefined && key !== undefined) references[name] = { native: `${secret}/${key}` };
    else if (isHeld(name, at(variable, "value"))) held.push(name);
  }
  return { secrets: { ...references, ...Object.fromEntries(held.map((name) => [name, { env: name }])) }, held };
}

/** Whether a pod's variable holds a secret's value, or the placeholder of one. */
export const isHeld = (name: string, value: unknown): boolean =>
  (isMembers(value) && typeof value["$secret"] === "string") || (typeof value === "string" && isSecretName(name));

/** `-r FILE` of the bundle and a transformers release, as a plan writes them, with nothing else beside them. */
function packagesOf(pip: unknown): Pick<Environment, "requirements" | "transformers"> {
  const packages = listOf(isMembers(pip) ? pip["packages"] : pip).map(String);
  const found = (pattern: RegExp): string | undefined =>
    packages.map((each) => pattern.exec(each)?.[1]).find((match) => match !== undefined);
  const requirements = found(/^-r \$\{RAY_RUNTIME_ENV_CREATE_WORKING_DIR\}\/([^\s/][^\s]*)$/);
  const transformers = found(/^transformers\[torch\]==([45]\.\d+(?:\.\d+)?)(?:\.\*)?$/);
  const own = { ...(requirements && { requirements }), ...(transformers && { transformers }) };
  return Object.keys(own).length === packages.length ? (own as Environment) : {};
}

/** Where a plan told the driver to write, unless the settings say so already. */
function storeOf({ environment, body }: NativeJob, settings: ResolvedSettings): string | undefined {
  const pods = listOf(
    at(body, "spec", "rayClusterSpec", "workerGroupSpecs", 0, "template", "spec", "containers", 0, "env"),
  );
  const ofPods = pods.find((variable) => at(variable, "name") === "SWITCHYARD_RAY_STORE");
  const store = textOf(at(environment, "env_vars", "SWITCHYARD_RAY_STORE")) ?? textOf(at(ofPods, "value"));
  if (store === undefined || store === "" || store === settings.store) return undefined;
  return store.startsWith("/") ? `file://${store}` : store;
}
