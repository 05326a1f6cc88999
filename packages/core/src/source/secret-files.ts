/** Names of files that hold credentials, by the tools that write them. */
const secretNames: ReadonlySet<string> = new Set([
  "id_rsa",
  "id_dsa",
  "id_ecdsa",
  "id_ed25519",
  ".netrc",
  "_netrc",
  ".npmrc",
  ".pypirc",
  ".pgpass",
  ".git-credentials",
  ".htpasswd",
  ".boto",
  ".s3cfg",
  ".env",
  "kubeconfig",
]);

const secretEndings: ReadonlySet<string> = new Set(["pem", "key", "p12", "pfx", "jks", "keystore", "kdbx", "ppk"]);

/** Names that say it by themselves, or with an ending of a file of text. */
const secretStems: ReadonlySet<string> = new Set([
  "credentials",
  "client_secret",
  "client_secrets",
  ...["serviceaccount", "service_account", "service-account"].flatMap((stem) => [
    stem,
    ...["", "_", "-"].map((joint) => `${stem}${joint}key`),
  ]),
  "application_default_credentials",
  "secret",
  "secrets",
  "token",
]);
const textEndings: ReadonlySet<string> = new Set(["json", "yml", "yaml", "toml", "txt", "ini", "csv"]);

/** `.env.example` and its like are there to be read. */
const harmlessEnvironments: ReadonlySet<string> = new Set([".env.example", ".env.sample", ".env.template"]);

/** A key of a Google service account, as the console names it. */
const googleKey = /^[\w-]+-[0-9a-f]{12}\.json$/;

/** Folders whose every file is taken for a secret. */
const secretFolders = /(?:^|\/)\.(?:aws|azure|ssh|gnupg|kube|docker|config\/gcloud|cache\/huggingface)\//;

/** Whether a file's name says that it holds a credential, in whatever case. */
export function looksSecret(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot <= 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)];
  return (
    secretNames.has(name) ||
    (dot >= 0 && secretEndings.has(name.slice(dot + 1))) ||
    (secretStems.has(stem) && (ending === undefined || textEndings.has(ending))) ||
    (name.startsWith(".env.") && name.length > ".env.".length && !harmlessEnvironments.has(name)) ||
    (ending === "json" && googleKey.test(name)) ||
    ((path.startsWith(".") || path.includes("/.")) && secretFolders.test(path))
  );
}
