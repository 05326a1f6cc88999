/** Words of azure-ai-ml's YAML and Python, and what they are on the wire. Source: `azure.ai.ml.constants` of azure-ai-ml 1.35.2. */
export const modes: Readonly<Record<string, string>> = {
  ro_mount: "ReadOnlyMount",
  rw_mount: "ReadWriteMount",
  mount: "ReadWriteMount",
  download: "Download",
  upload: "Upload",
  direct: "Direct",
  eval_mount: "EvalMount",
  eval_download: "EvalDownload",
};

export const distributions: Readonly<Record<string, string>> = {
  pytorch: "PyTorch",
  mpi: "Mpi",
  tensorflow: "TensorFlow",
};

export const identities: Readonly<Record<string, string>> = {
  managed: "Managed",
  managed_identity: "Managed",
  user_identity: "UserIdentity",
  user: "UserIdentity",
  aml_token: "AMLToken",
  amltoken: "AMLToken",
};

export const services: Readonly<Record<string, string>> = {
  jupyter_lab: "JupyterLab",
  ssh: "SSH",
  tensor_board: "TensorBoard",
  vs_code: "VSCode",
};

/** `experiment_name` → `experimentName`. */
export function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
