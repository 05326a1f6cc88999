import type { ResolvedSettings } from "./settings.ts";

/** Where a submission is posted; the address stands there in braces while it is not set. */
export function submissionTarget({ address }: ResolvedSettings): string {
  return `${address ?? "{address}"}/api/jobs/`;
}

/** Where a RayJob is posted, below the Kubernetes API server's own address, which the kubeconfig knows. */
export function manifestTarget({ kuberay }: ResolvedSettings): string {
  return `/apis/ray.io/v1/namespaces/${kuberay.namespace}/rayjobs`;
}

/** `ray://HOST:PORT/SUBMISSION_ID`, or `ray://kuberay/NAMESPACE/NAME`; undefined while the address is not set. */
export function formatUri(name: string, { address, submit, kuberay }: ResolvedSettings): string | undefined {
  if (submit === "kuberay") return `ray://kuberay/${kuberay.namespace}/${name}`;
  if (address === undefined) return undefined;
  const { protocol, hostname, port, pathname } = new URL(address);
  const known = port === "" ? (protocol === "https:" ? "443" : "80") : port;
  return `ray://${hostname}:${known}${pathname.replace(/\/+$/, "")}/${name}`;
}
