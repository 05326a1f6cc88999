import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SwitchyardError } from "@switchyard/core";
import type { ResolvedSettings } from "./settings.ts";

/** Amazon's clients, loaded and made on first use: `plan()` needs none of them, and their code is large. */
export interface Clients {
  sagemaker(region: string): Promise<SageMakerClient>;
  s3(region: string): Promise<S3Client>;
  logs(region: string): Promise<CloudWatchLogsClient>;
}

/** One client per service and region. None retries by itself: core does, and knows which calls are safe to repeat. */
export function lazyClients(settings: ResolvedSettings): Clients {
  const { endpoint, credentials, clients = {}, pathStyle } = settings;
  const shared = {
    maxAttempts: 1,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  return {
    sagemaker: perRegion(clients.sagemaker, async (region) => {
      const { SageMakerClient } = await load(import("@aws-sdk/client-sagemaker"), "@aws-sdk/client-sagemaker");
      return new SageMakerClient({ ...shared, region });
    }),
    s3: perRegion(clients.s3, async (region) => {
      const { S3Client } = await load(import("@aws-sdk/client-s3"), "@aws-sdk/client-s3");
      return new S3Client({ ...shared, region, forcePathStyle: pathStyle, followRegionRedirects: !pathStyle });
    }),
    logs: perRegion(clients.logs, async (region) => {
      const { CloudWatchLogsClient } = await load(
        import("@aws-sdk/client-cloudwatch-logs"),
        "@aws-sdk/client-cloudwatch-logs",
      );
      return new CloudWatchLogsClient({ ...shared, region });
    }),
  };
}

function perRegion<T>(given: T | undefined, make: (region: string) => Promise<T>): (region: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (region) => {
    if (given !== undefined) return Promise.resolve(given);
    const known = made.get(region) ?? make(region);
    made.set(region, known);
    return known;
  };
}

/** Says which package is missing where a bundler or an installer left one of Amazon's clients out. */
export async function load<T>(loading: Promise<T>, name: string): Promise<T> {
  try {
    return await loading;
  } catch (error) {
    // As `import` and, in a bundle of CommonJS, `require` say it.
    const codes: unknown[] = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"];
    if (!codes.includes((error as { code?: unknown }).code)) throw error;
    throw new SwitchyardError("missing-package", `The package ${name} is not installed, and SageMaker needs it.`, {
      platform: "sagemaker",
      hint: `Run \`npm install ${name}\`.`,
    });
  }
}
