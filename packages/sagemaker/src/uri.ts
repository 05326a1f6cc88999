import { configError } from "@switchyard/core";

/** The two words that a SageMaker job's URI holds. */
export interface JobAddress {
  readonly region: string;
  readonly name: string;
}

const shape = /^sagemaker:\/\/([a-z]{2,}(?:-[a-z0-9]+)+)\/training-job\/([A-Za-z0-9](?:-*[A-Za-z0-9]){0,62})$/;

/** `sagemaker://REGION/training-job/NAME` */
export function formatUri({ region, name }: JobAddress): string {
  return `sagemaker://${region}/training-job/${name}`;
}

/**
 * Reads a job's URI.
 *
 * @throws {ConfigError} when it is not one of SageMaker's.
 */
export function parseUri(uri: string): JobAddress {
  const [, region, name] = shape.exec(uri) ?? [];
  if (region === undefined || name === undefined) {
    throw configError(
      "wrong-uri",
      "uri",
      `Found ${JSON.stringify(uri)}. Allowed: sagemaker://REGION/training-job/NAME, such as sagemaker://us-east-1/training-job/bert-1a2b3c4d-1-1.`,
    );
  }
  return { region, name };
}
