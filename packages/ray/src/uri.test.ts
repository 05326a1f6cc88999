import { expect, it } from "vitest";
import { formatJobUri, parseUri } from "./uri.ts";

it.each([
  ["http://127.0.0.1:8265", "ray://127.0.0.1:8265/job-1"],
  ["https://ray.example", "ray://ray.example:443/job-1"],
  ["https://ray.example:8443", "ray://tls@ray.example:8443/job-1"],
  ["http://ray.example", "ray://ray.example:80/job-1"],
  ["https://ray.example/clusters/a%20b", "ray://ray.example:443/clusters/a%20b/job-1"],
  ["http://[::1]:8265/ray", "ray://[::1]:8265/ray/job-1"],
])("a job at %s is %s, and back", (address, uri) => {
  expect(formatJobUri({ address, id: "job-1" })).toBe(uri);
  expect(parseUri(uri)).toEqual({ address, id: "job-1" });
});

it.each([
  ["ray://head:10001/job", "Port 10001 is Ray Client's"],
  ["ray://head/job", "Allowed: ray://HOST:PORT/SUBMISSION_ID"],
  ["ray://head:8265", "Allowed: ray://HOST:PORT/SUBMISSION_ID"],
  ["ray://head:8265/../job", "Allowed: ray://HOST:PORT/SUBMISSION_ID"],
  ["ray://head:99999/job", "Allowed: ray://HOST:PORT/SUBMISSION_ID"],
  ["ray://user:secret@head:8265/job", "Allowed: ray://HOST:PORT/SUBMISSION_ID"],
  ["ray://kuberay/default/bert-1", "which Kubernetes runs"],
])("%s is refused", (uri, expected) => {
  expect(() => parseUri(uri)).toThrow(expected);
});
