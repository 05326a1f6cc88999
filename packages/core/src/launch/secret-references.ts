import type { ContainerLayout, SecretManager } from "../contract/driver.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { SecretSource } from "../contract/spec.ts";
import { formatPath } from "../spec/report.ts";

/** Where the launcher finds a secret's value when it starts. The launch file holds no values. */
export interface SecretReference {
  readonly from: "env" | SecretManager;
  readonly name: string;
}

/** A secret of the spec, as the launcher is told of it: its manager's name for it, else a variable that the platform sets. */
export function secretReference(name: string, source: SecretSource, layout: ContainerLayout): SecretReference {
  const { secretManager } = layout;
  return "native" in source && secretManager !== undefined
    ? { from: secretManager, name: source.native }
    : { from: "env", name };
}

interface Manager {
  readonly form: RegExp;
  readonly allowed: string;
  /** What the launcher does, and needs for it. */
  readonly reads: string;
}

const managers: Readonly<Record<SecretManager, Manager>> = {
  "aws-secrets-manager": {
    form: /^(?:arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+|[\w/+=.@-]{1,512})$/,
    allowed: "a secret's name or ARN in AWS Secrets Manager, such as hugging-face-token",
    reads: "from AWS Secrets Manager. The job's role needs secretsmanager:GetSecretValue for it",
  },
  "gcp-secret-manager": {
    form: /^projects\/[^/\s]+\/(?:locations\/[a-z0-9-]+\/)?secrets\/[\w-]+(?:\/versions\/[\w-]+)?$/,
    allowed: "a secret of Secret Manager, such as projects/my-project/secrets/hugging-face-token",
    reads: "from Secret Manager. The job's service account needs secretmanager.versions.access for it",
  },
  "azure-key-vault": {
    form: /^https:\/\/[\w-]+\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)\/secrets\/[0-9A-Za-z-]+(?:\/[0-9a-f]+)?\/?$/,
    allowed: "a secret's URI in Key Vault, such as https://my-vault.vault.azure.net/secrets/hugging-face-token",
    reads: "from Key Vault. The job's managed identity needs the role Key Vault Secrets User for it",
  },
  file: {
    form: /^\/[^\0]+$/,
    allowed: "the path of a file on every node, such as /etc/secrets/hugging-face-token",
    reads: "from that file, which every node must have",
  },
};

/**
 * What a plan says of a secret that the launcher reads by name: an error where the name is none that the manager has, else
 * what the job must be allowed to do.
 */
export function checkSecretName(name: string, native: string, manager: SecretManager): Diagnostic {
  const { form, allowed, reads } = managers[manager];
  const path = `${formatPath(["environment", "secrets", name])}.native`;
  if (!form.test(native)) {
    const message = `Found ${JSON.stringify(native)}. Allowed: ${allowed}.`;
    return { severity: "error", code: "wrong-value", path, message };
  }
  return { severity: "info", code: "secret-by-name", path, message: `When the job starts, it reads ${name} ${reads}.` };
}
