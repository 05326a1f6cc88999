import type { Placeholder } from "@switchyard/core";
import type { ResolvedSettings } from "./settings.ts";

const manager = "https://management.azure.com";

/** The workspace's ARM id; undefined while one of its three names is not set. */
export function workspaceId({ subscription, resourceGroup, workspace }: ResolvedSettings): string | undefined {
  if (subscription === undefined || resourceGroup === undefined || workspace === undefined) return undefined;
  return armId(subscription, resourceGroup, workspace);
}

/** The ARM id of a workspace. */
export function armId(subscription: string, resourceGroup: string, workspace: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`;
}

/** The ARM id of something in the workspace, such as `/computes/gpu`. */
export function inWorkspace(
  path: string,
  settings: ResolvedSettings,
): string | Extract<Placeholder, { $setting: string }> {
  const id = workspaceId(settings);
  return id === undefined ? { $setting: "azureml.workspaceId", append: path } : `${id}${path}`;
}

/** The URL that creates something in the workspace; a name that is not set stands there in braces. */
export function targetOf(
  path: string,
  { subscription, resourceGroup, workspace, apiVersion }: ResolvedSettings,
): string {
  const id = armId(subscription ?? "{subscription}", resourceGroup ?? "{resourceGroup}", workspace ?? "{workspace}");
  return `${manager}${id}${path}?api-version=${apiVersion}`;
}

/** `azureml://subscriptions/S/resourceGroups/G/workspaces/W/jobs/NAME` */
export function formatUri(
  name: string,
  { subscription, resourceGroup, workspace }: ResolvedSettings,
): string | undefined {
  if (subscription === undefined || resourceGroup === undefined || workspace === undefined) return undefined;
  return `azureml://subscriptions/${subscription}/resourceGroups/${resourceGroup}/workspaces/${workspace}/jobs/${name}`;
}
