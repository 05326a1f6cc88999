import {
  configError,
  createTrainingPlatform,
  identityTags,
  nativeName,
  SwitchyardError,
  type JobTransition,
  type LogLine,
  type Machine,
  type NativeRequest,
  type ResolvedResources,
  type RunIdentity,
  type RunnableTranslator,
  type SpecPath,
  type TrainingDriver,
  type TrainingPlatform,
} from "@switchyard/core";
import { nodeHost } from "@switchyard/core/node";
import { specPaths } from "./spec-paths.ts";

export interface MemoryJob {
  /** Absent on a job that somebody else has sent. */
  readonly identity?: RunIdentity;
  history: JobTransition[];
  /** Lines of each node; a page is at most `pageSize` of them. */
  logs: LogLine[][];
  body: object;
}

export interface MemoryCloud {
  readonly jobs: Map<string, MemoryJob>;
  readonly objects: Map<string, Uint8Array>;
  /** Creations that the cloud carried out; more than one for a job would be two bills. */
  creations: number;
  pageSize: number;
  /** Called before each call with its name; may throw, or return "drop" to carry the call out and lose the answer. */
  fault: (call: string, region: string | undefined) => "drop" | undefined;
}

export function memoryCloud(): MemoryCloud {
  return { jobs: new Map(), objects: new Map(), creations: 0, pageSize: 3, fault: () => undefined };
}

export interface MemoryRequest extends NativeRequest {
  readonly body: {
    readonly name: string;
    readonly role: unknown;
    readonly environment: Readonly<Record<string, unknown>>;
  };
}

declare module "@switchyard/core" {
  interface PlatformRegistry {
    memory: { training: { priority?: number }; request: MemoryRequest };
  }
}

/** A platform in memory, for what core does on every platform: it can lose answers, and its logs come in pages. */
export function memoryPlatform(
  cloud: MemoryCloud,
  settings: MemorySettings = { role: "trainer" },
): TrainingPlatform<"memory"> {
  return createTrainingPlatform<"memory">(
    memoryTranslator(settings),
    async () => memoryDriver(cloud, settings),
    nodeHost,
  );
}

interface MemorySettings {
  readonly role?: string;
  readonly region?: string;
}

/** Its pure half. */
export function memoryTranslator(settings: MemorySettings): RunnableTranslator<MemoryRequest> {
  return {
    contract: 1,
    platform: "memory",
    coverage: Object.fromEntries(specPaths.map((path) => [path, { by: "core" }])) as Record<SpecPath, { by: "core" }>,
    layout: { input: (name) => `/data/${name}`, output: "/output", model: "/model", graceSeconds: 10 },
    settings: { "memory.role": settings.role, "memory.region": settings.region },
    imageTransformers: () => undefined,
    translate: ({ spec, resources, identity, bundle }) => {
      const secrets = Object.keys(spec.environment?.secrets ?? {}).map((name) => [name, { $secret: name }] as const);
      const name = nativeName(spec.name, identity, 63);
      return {
        requests: [
          {
            step: "job",
            service: "memory",
            operation: "CreateJob",
            target: "memory://",
            body: {
              name,
              role: settings.role ?? { $setting: "memory.role" },
              environment: Object.fromEntries(secrets),
              tags: identityTags(identity),
            },
          },
        ],
        uploads: [{ from: "source", format: "tar.gz", to: `memory://bundles/${bundle.manifest}`, ...bundle }],
        uri: uriOf(name, settings),
        machine: machineOf(resources, settings),
        origins: {},
        diagnostics: [],
      };
    },
    checkUri: (uri) => {
      if (!uri.startsWith("memory://")) throw configError("wrong-uri", "uri", `Found ${uri}. Allowed: memory://NAME.`);
    },
  };
}

function machineOf({ nodes, spot }: ResolvedResources, { region }: MemorySettings): Machine {
  return { type: "memory", nodes, spot, ...(region === undefined ? {} : { region }) };
}

function uriOf(name: string, { region }: MemorySettings): string {
  return region === undefined ? `memory://${name}` : `memory://${region}/${name}`;
}

/** Its live half. */
export function memoryDriver(cloud: MemoryCloud, settings: MemorySettings = {}): TrainingDriver<MemoryRequest> {
  const call = async <T>(name: string, carryOut: () => T): Promise<T> => {
    const fault = cloud.fault(name, settings.region);
    const result = carryOut();
    if (fault === "drop")
      throw new SwitchyardError("unavailable", `The answer to ${name} was lost.`, { ambiguous: true });
    return result;
  };
  const jobAt = (uri: string): MemoryJob => {
    const job = cloud.jobs.get(uri);
    if (job === undefined) throw new SwitchyardError("not-found", `No job ${uri}.`);
    return job;
  };
  return {
    states: {},
    pollInterval: 1,
    store: {
      scheme: "memory",
      put: async (uri, body) => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of body) chunks.push(chunk);
        await call("put", () => cloud.objects.set(uri, Buffer.concat(chunks)));
      },
      create: (uri, body) =>
        call("create", () => {
          const isFree = !cloud.objects.has(uri);
          if (isFree) cloud.objects.set(uri, body);
          return isFree;
        }),
      get: async function* (uri) {
        yield await call("get", () => {
          const body = cloud.objects.get(uri);
          if (body === undefined) throw new SwitchyardError("not-found", `No object ${uri}.`);
          return body;
        });
      },
      head: (uri) =>
        call("head", () => (cloud.objects.has(uri) ? { size: cloud.objects.get(uri)?.length ?? 0 } : undefined)),
      list: async function* (below) {
        const found = await call("list", () => [...cloud.objects].filter(([uri]) => uri.startsWith(below)));
        for (const [uri, body] of found) yield { uri, size: body.length };
      },
      remove: async (uri) => void cloud.objects.delete(uri),
    },
    send: ({ body }, plan) => {
      const { name } = body as MemoryRequest["body"];
      return call("send", () => {
        const uri = uriOf(name, settings);
        const created = !cloud.jobs.has(uri);
        if (created) {
          cloud.creations += 1;
          cloud.jobs.set(uri, { identity: plan.identity, history: [state("queued", 0)], logs: [], body });
        }
        return { reply: { name }, created };
      });
    },
    find: (plan) => call("find", () => (plan.uri !== undefined && cloud.jobs.has(plan.uri) ? plan.uri : undefined)),
    describe: (uris) =>
      call("describe", () =>
        uris.map((uri) => {
          const { history, identity } = jobAt(uri);
          return {
            ...(history.at(-1) as JobTransition),
            uri,
            history: [...history],
            ...(identity === undefined ? {} : { identity }),
            artifact: "memory://model",
          };
        }),
      ),
    logs: {
      streams: (uri) => call("streams", () => jobAt(uri).logs.map((_lines, node) => ({ id: `node-${node}`, node }))),
      read: (uri, stream, cursor) =>
        call("read", () => {
          const lines = jobAt(uri).logs[Number(stream.slice(5))] ?? [];
          const from = Number(cursor ?? 0);
          const page = lines.slice(from, from + cloud.pageSize);
          return { lines: page, cursor: String(from + page.length), end: from + page.length >= lines.length };
        }),
      tail: (uri, stream) => call("tail", () => (jobAt(uri).logs[Number(stream.slice(5))] ?? []).slice(-100)),
    },
    cancel: (uri) =>
      call("cancel", () => {
        const { history } = jobAt(uri);
        const isOver = ["succeeded", "failed", "cancelled"].includes(history.at(-1)?.state ?? "");
        if (!isOver) history.push(state("cancelled", 99, "user"));
      }),
  };
}

/** A history entry `second` seconds after the epoch. */
export function state(name: JobTransition["state"], second: number, reason?: JobTransition["reason"]): JobTransition {
  return { state: name, nativeState: name, time: at(second), ...(reason === undefined ? {} : { reason }) };
}

export function at(second: number): string {
  return new Date(second * 1000).toISOString();
}
