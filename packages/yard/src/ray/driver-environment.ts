import { join } from "node:path";

import { rootVariable } from "../container/processes.ts";
import { machineVariables } from "../container/container-environment.ts";

export interface DriverEnvironmentOptions {
  readonly id: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** Folders of `py_modules`. */
  readonly modules: readonly string[];
  readonly root: string;
  readonly path: string;
}

/**
 * The whole environment of a driver. On a cluster it has the head's; here nothing of the yard's own gets in. `RAY_ADDRESS`
 * says `local`, so that a driver whose Python has Ray gets a Ray of its own: there is no cluster behind a yard.
 */
export function driverEnvironment(options: DriverEnvironmentOptions): Record<string, string> {
  const { id, metadata, variables, modules, root, path } = options;
  const node: Record<string, string> = {
    ...machineVariables(),
    PATH: path,
    HOME: join(root, "home"),
    TMPDIR: join(root, "tmp"),
    LANG: "C.UTF-8",
    ...(modules.length === 0 ? {} : { PYTHONPATH: modules.join(":") }),
  };
  const asked = Object.entries(variables).map(([name, value]) => [name, expand(value, node)] as const);
  return {
    ...node,
    ...Object.fromEntries(asked),
    RAY_ADDRESS: "local",
    RAY_TMPDIR: root,
    RAY_USAGE_STATS_ENABLED: "0",
    PYTHONUNBUFFERED: "1",
    RAY_JOB_CONFIG_JSON_ENV_VAR: JSON.stringify({
      metadata: { ...metadata, job_submission_id: id, job_name: id },
    }),
    [rootVariable]: root,
  };
}

/** Ray replaces `${NAME}` in a value by what the node has; an unknown name stays. */
function expand(value: string, node: Readonly<Record<string, string>>): string {
  return value.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => node[name] ?? whole);
}
