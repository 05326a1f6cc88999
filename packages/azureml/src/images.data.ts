/**
 * The curated environment of Azure's that jobs run in where no image is given. Source: `assets/training/general/environments/`
 * of Azure/azureml-assets; version 13, of June 2026, is the one that its `vuln-remediation-tracking.md` describes. The
 * image of a version is `mcr.microsoft.com/azureml/curated/NAME:VERSION`.
 *
 * To refresh: take the newest version from `az ml environment list --registry-name azureml --name NAME`, and read what
 * its Dockerfile and `requirements.txt` install.
 */
export const curatedEnvironment = {
  registry: "azureml",
  name: "acpt-pytorch-2.8-cuda12.6",
  version: "13",
  python: "3.10",
  /** At least: what the image is built from; later builds go beyond it. */
  torch: "2.8",
  /** Its `requirements.txt` names transformers without a release: it has the newest of when it was built. */
  transformersMajor: "5",
} as const;
