import { randomUUID } from "node:crypto";

import type { Call, Service } from "../service/service.ts";
import { ServiceError } from "../service/service-error.ts";
import { addressOf, type S3Address } from "./address.ts";
import { deleteObjects, listBuckets, listObjects } from "./listing.ts";
import { MultipartUploads } from "./multipart.ts";
import { deleteObject, getObject, putObject } from "./objects.ts";
import type { ObjectStore } from "./object-store.ts";
import { writeXml } from "./xml.ts";

type Answer = (address: S3Address, call: Call) => Response | Promise<Response>;

/** Simple Storage Service: the calls that an upload, a download and a listing need. */
export function createS3Service(store: ObjectStore): Service {
  const uploads = new MultipartUploads(store);
  const operations: Readonly<Record<string, Answer>> = {
    ListBuckets: () => listBuckets(store),
    CreateBucket: ({ bucket }) => {
      store.createBucket(bucket);
      return new Response(null, { headers: { location: `/${bucket}` } });
    },
    HeadBucket: ({ bucket }, call) => {
      store.bucket(bucket);
      return new Response(null, { headers: { "x-amz-bucket-region": call.region } });
    },
    ListObjectsV2: ({ bucket }, call) => listObjects(store, bucket, call),
    DeleteObjects: ({ bucket }, call) => deleteObjects(store, bucket, call),
    PutObject: (address, call) => putObject(store, address, call),
    GetObject: (address, call) => getObject(store, address, call),
    HeadObject: (address, call) => getObject(store, address, call),
    DeleteObject: (address) => deleteObject(store, address),
    CreateMultipartUpload: (address, call) => uploads.create(address, call),
    UploadPart: (_address, call) => uploads.part(call),
    CompleteMultipartUpload: (address, call) => uploads.complete(address, call),
    AbortMultipartUpload: (_address, call) => uploads.abort(call),
  };
  return {
    name: "s3",
    operationOf,
    targetOf: (request, url) => `${request.method} ${url.pathname}`,
    async answer(call) {
      const answer = operations[call.operation];
      if (answer === undefined) throw notImplemented(call, Object.keys(operations));
      const response = await answer(addressOf(call.url), call);
      response.headers.set("x-amz-request-id", randomUUID());
      return response;
    },
    refuse: (error, call) => refuse(error, call),
    throttled: () => new ServiceError("SlowDown", "Please reduce your request rate.", 503),
    broken: () => new ServiceError("InternalError", "We encountered an internal error. Please try again.", 500),
  };
}

/** Names the operation by method, by whether a key is there, and by the sub-resource in the query. */
function operationOf(request: Request, url: URL): string {
  const { bucket, key } = addressOf(url);
  const { method, headers } = request;
  const has = (name: string) => url.searchParams.has(name);
  if (bucket === "") return method === "GET" ? "ListBuckets" : `${method} /`;
  if (key === "") {
    if (method === "GET" && url.searchParams.get("list-type") === "2") return "ListObjectsV2";
    if (method === "POST" && has("delete")) return "DeleteObjects";
    const plain = [...url.searchParams.keys()].every((name) => name === "x-id");
    return (plain ? bucketOperations[method] : undefined) ?? `${method} /{bucket}${url.search}`;
  }
  if (has("uploadId")) return uploadOperations[method] ?? `${method} of an upload`;
  if (method === "POST" && has("uploads")) return "CreateMultipartUpload";
  if (method === "PUT" && headers.has("x-amz-copy-source")) return "CopyObject";
  const subresource = ["acl", "tagging", "attributes", "retention", "legal-hold"].find(has);
  return (subresource === undefined ? objectOperations[method] : undefined) ?? `${method} /{bucket}/{key}${url.search}`;
}

const bucketOperations: Readonly<Record<string, string>> = { PUT: "CreateBucket", HEAD: "HeadBucket" };
const uploadOperations: Readonly<Record<string, string>> = {
  PUT: "UploadPart",
  POST: "CompleteMultipartUpload",
  DELETE: "AbortMultipartUpload",
};
const objectOperations: Readonly<Record<string, string>> = {
  PUT: "PutObject",
  GET: "GetObject",
  HEAD: "HeadObject",
  DELETE: "DeleteObject",
};

function notImplemented(call: Call, known: readonly string[]): ServiceError {
  return new ServiceError(
    "NotImplemented",
    `The yard's S3 does not answer ${call.operation}. It answers ${known.join(", ")}.`,
    501,
  );
}

function refuse(error: ServiceError, call: Call): Response {
  const headers = { "content-type": "application/xml", "x-amz-request-id": randomUUID() };
  if (call.request.method === "HEAD") return new Response(null, { status: error.status, headers });
  const document = writeXml("Error", [
    ["Code", error.code],
    ["Message", error.message],
    ["Resource", call.url.pathname],
  ]).replace(/ xmlns="[^"]*"/, "");
  return new Response(document, { status: error.status, headers });
}
