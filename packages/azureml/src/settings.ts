import { checkShape, ConfigError } from "@switchyard/core";
import { withoutUndefined } from "@switchyard/core/platform";
import * as v from "valibot";
import schema from "../schema.data.json" with { type: "json" };

/** Which workspace of Azure Machine Learning trains, on what and as whom. All of it may be left out for `plan()`. */
export interface AzureMLSettings {
  /** The subscription's id, a GUID. Default: `AZURE_SUBSCRIPTION_ID`. */
  readonly subscription?: string;
  /** Default: `SWITCHYARD_AZUREML_RESOURCE_GROUP`. */
  readonly resourceGroup?: string;
  /** The workspace's name. Default: `SWITCHYARD_AZUREML_WORKSPACE`. */
  readonly workspace?: string;
  /** The workspace's region, such as `eastus`; told in plans only. Default: `SWITCHYARD_AZUREML_REGION`. */
  readonly region?: string;
  /** A cluster's name, or `serverless`. Default: `SWITCHYARD_AZUREML_COMPUTE`, then `serverless`. */
  readonly compute?: string;
  /**
   * As whom the job runs: `AMLToken`, `UserIdentity`, `Managed` (the compute's own), or the client id of a user-assigned
   * managed identity. Default: `SWITCHYARD_AZUREML_IDENTITY`, then what the service takes, which is `AMLToken`.
   */
  readonly identity?: string;
  /**
   * Where models go: `azureml://datastores/NAME/paths/PREFIX`. Default: `SWITCHYARD_AZUREML_STORE`, then `switchyard` in
   * `workspaceblobstore`, which every workspace has.
   */
  readonly store?: string;
  /**
   * Where bundles go, since a code asset wants the address of a blob: `https://ACCOUNT.blob.core.windows.net/CONTAINER`
   * with a prefix, in the workspace's storage account. Default: `SWITCHYARD_AZUREML_CODE_STORE`.
   */
  readonly codeStore?: string;
  /** A stable version of the REST API. Default: `SWITCHYARD_AZUREML_API_VERSION`, then `2025-12-01`. */
  readonly apiVersion?: string;
}

/** Settings with the environment read and every default filled in. */
export interface ResolvedSettings extends AzureMLSettings {
  readonly compute: string;
  readonly store: string;
  readonly apiVersion: string;
}

/** The settings that a plan may miss: the variable that fills each, and what one looks like. */
export const settingSources = {
  subscription: { variable: "AZURE_SUBSCRIPTION_ID", example: "00000000-1111-2222-3333-444444444444" },
  resourceGroup: { variable: "SWITCHYARD_AZUREML_RESOURCE_GROUP", example: "my-group" },
  workspace: { variable: "SWITCHYARD_AZUREML_WORKSPACE", example: "my-workspace" },
  codeStore: {
    variable: "SWITCHYARD_AZUREML_CODE_STORE",
    example: "https://myaccount.blob.core.windows.net/my-container/switchyard",
  },
} as const;

/** The first version with which a job registers its own output. */
const defaultVersion = "2025-12-01";

/** The datastore that every workspace is made with. */
const defaultStore = "azureml://datastores/workspaceblobstore/paths/switchyard";

const text = (pattern: RegExp, allowed: string) => v.optional(v.pipe(v.string(allowed), v.regex(pattern, allowed)));

const settingsSchema = v.strictObject({
  subscription: text(/^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/, "the subscription's id, a GUID"),
  resourceGroup: text(/^[\w.()-]{0,89}[\w()-]$/, "a resource group's name, of at most 90 letters, digits and ._-()"),
  workspace: text(/^[A-Za-z0-9][A-Za-z0-9_-]{2,32}$/, "a workspace's name, of 3 to 33 letters, digits, - and _"),
  region: text(/^[a-z][a-z0-9]+$/, 'a region in Azure\'s short form, such as "eastus"'),
  compute: text(/^(?:[A-Za-z](?![A-Za-z0-9-]*-\d+$)[A-Za-z0-9-]{2,23})$/, '"serverless", or a cluster\'s name'),
  identity: text(
    /^(?:AMLToken|UserIdentity|Managed|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})$/,
    "AMLToken, UserIdentity, Managed, or the client id of a managed identity",
  ),
  store: text(
    /^azureml:\/\/(?:\S+\/)?datastores\/[A-Za-z0-9_]+\/paths\/\S*$/,
    `a datastore's path, such as "${defaultStore}"`,
  ),
  codeStore: text(
    /^https:\/\/[a-z0-9]{3,24}\.blob\.[a-z0-9.]+\/[a-z0-9$][a-z0-9-]{1,62}(?:\/[^\s?#]*)?$/,
    `the address of a blob container, such as "${settingSources.codeStore.example}"`,
  ),
  apiVersion: v.optional(v.picklist([...schema.versions])),
});

/**
 * Checks settings and fills them up from the environment. Pure: `environment` reads one variable.
 *
 * @throws {ConfigError} with every problem.
 */
export function resolveSettings(
  settings: AzureMLSettings,
  environment: (name: string) => string | undefined,
): ResolvedSettings {
  const read = (name: string): string | undefined => environment(name) || undefined;
  const filled = withoutUndefined({
    ...settings,
    subscription: settings.subscription ?? read(settingSources.subscription.variable),
    resourceGroup: settings.resourceGroup ?? read(settingSources.resourceGroup.variable),
    workspace: settings.workspace ?? read(settingSources.workspace.variable),
    region: settings.region ?? read("SWITCHYARD_AZUREML_REGION"),
    compute: settings.compute ?? read("SWITCHYARD_AZUREML_COMPUTE") ?? "serverless",
    identity: settings.identity ?? read("SWITCHYARD_AZUREML_IDENTITY"),
    store: settings.store ?? read("SWITCHYARD_AZUREML_STORE") ?? defaultStore,
    codeStore: settings.codeStore ?? read(settingSources.codeStore.variable),
    apiVersion: settings.apiVersion ?? read("SWITCHYARD_AZUREML_API_VERSION") ?? defaultVersion,
  });
  const issues = checkShape(filled, settingsSchema, "settings");
  if (issues.length > 0) throw new ConfigError(issues);
  const { store, codeStore } = filled;
  return { ...filled, store: trimmed(store), ...(codeStore === undefined ? {} : { codeStore: trimmed(codeStore) }) };
}

const trimmed = (uri: string): string => uri.replace(/\/+$/, "");
