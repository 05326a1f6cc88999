/** Names of files that hold credentials, by the tools that write them. */
const secretNames: readonly RegExp[] = [
  /^\.env(?:\.(?!example$|sample$|template$).+)?$/i,
  /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)$/i,
  /^id_(?:rsa|dsa|ecdsa|ed25519)$/,
  /^\.(?:netrc|npmrc|pypirc|pgpass|git-credentials|htpasswd|boto|s3cfg)$/,
  /^_netrc$/,
  /^(?:credentials|client_secrets?|service[-_]?account(?:[-_]?key)?|application_default_credentials|secrets?|token)(?:\.(?:json|ya?ml|toml|txt|ini|csv))?$/i,
  /^[\w-]+-[0-9a-f]{12}\.json$/i, // Google service account key, as the console names it
  /^kubeconfig$/i,
];

/** Folders whose every file is taken for a secret. */
const secretFolders = /(?:^|\/)\.(?:aws|azure|ssh|gnupg|kube|docker|config\/gcloud|cache\/huggingface)\//;

/** Whether a file's name says that it holds a credential. */
export function looksSecret(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return secretFolders.test(path) || secretNames.some((pattern) => pattern.test(name));
}
