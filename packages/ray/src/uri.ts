import { configError } from "@switchyard/core";
import type { ResolvedSettings } from "./settings.ts";

/** A submission: the dashboard's address, without a slash at its end, and the id. */
export interface JobAddress {
  readonly address: string;
  readonly id: string;
}

/** Where a submission is posted; the address stands there in braces while it is not set. */
export function submissionTarget({ address }: ResolvedSettings): string {
  return `${address ?? "{address}"}/api/jobs/`;
}

/** Where a RayJob is posted, below the Kubernetes API server's own address, which the kubeconfig knows. */
export function manifestTarget({ kuberay }: ResolvedSettings): string {
  return `/apis/ray.io/v1/namespaces/${kuberay.namespace}/rayjobs`;
}

/** The job's URI, or `ray://kuberay/NAMESPACE/NAME` of a manifest; undefined while the address is not set. */
export function formatUri(name: string, { address, submit, kuberay }: ResolvedSettings): string | undefined {
  if (submit === "kuberay") return `ray://kuberay/${kuberay.namespace}/${name}`;
  return address === undefined ? undefined : formatJobUri({ address, id: name });
}

const defaultPorts: Readonly<Record<string, string>> = { "https:": "443", "http:": "80" };

/**
 * `ray://HOST:PORT/SUBMISSION_ID`, with the address's path before the id. A port says how it is spoken to: 443 is https,
 * another one http; `tls@` before the host says https for any port.
 */
export function formatJobUri({ address, id }: JobAddress): string {
  const { protocol, hostname, port, pathname } = new URL(address);
  const known = port === "" ? (defaultPorts[protocol] ?? "") : port;
  const mark = protocol === "https:" && known !== "443" ? "tls@" : "";
  return `ray://${mark}${hostname}:${known}${pathname.replace(/\/+$/, "")}/${id}`;
}

const shape =
  /^ray:\/\/(tls@)?([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})((?:\/(?!\.{1,2}\/)[^\s?#/]+)*)\/(?!\.{1,2}$)([A-Za-z0-9._-]{1,200})$/;

/**
 * Reads a submission's URI.
 *
 * @throws {ConfigError} when it is not one, or names a RayJob, which Kubernetes runs.
 */
export function parseUri(uri: string): JobAddress {
  if (/^ray:\/\/kuberay\/[^/]+\/[^/]+$/.test(uri))
    throw configError(
      "unsupported",
      "uri",
      `Found ${JSON.stringify(uri)}, a RayJob, which Kubernetes runs: it can be planned and lifted from here, not followed.`,
      "Use `kubectl get rayjob NAME -o yaml`, or give the URI of the submission on the cluster's dashboard.",
    );
  const [, mark, host, port = "", path = "", id] = shape.exec(uri) ?? [];
  if (host === undefined || id === undefined || port === "10001" || Number(port) > 65_535) {
    const client = port === "10001" ? " Port 10001 is Ray Client's, not the dashboard's." : "";
    throw configError(
      "wrong-uri",
      "uri",
      `Found ${JSON.stringify(uri)}.${client} Allowed: ray://HOST:PORT/SUBMISSION_ID of a dashboard, such as ray://127.0.0.1:8265/bert-1a2b3c4d-1-1; port 443, or tls@ before HOST, for https.`,
    );
  }
  const protocol = mark !== undefined || port === "443" ? "https:" : "http:";
  const written = port === defaultPorts[protocol] ? "" : `:${port}`;
  return { address: `${protocol}//${host}${written}${path}`, id };
}
