import { run } from "../shared/process.mjs";
import { SetupError } from "../shared/say.mjs";

const gpuPackage = /^(nvidia|cuda|triton|pytorch-triton)/i;

const advice = `The quickstart trains on the CPU and does not need it, so nothing was downloaded. Do one of these:
  - name an environment that has torch for the CPU, transformers and accelerate: SWITCHYARD_PYTHON=/path/to/python
  - point pip at PyTorch's index of CPU wheels, by PIP_EXTRA_INDEX_URL or pip's configuration file (pytorch.org's
    "Get started" shows its address when CPU is chosen), or at a folder with such a wheel by PIP_FIND_LINKS`;

/**
 * Asks pip what it would fetch for torch, and stops before a GPU build of several gigabytes.
 *
 * @returns the seconds it took.
 * @throws {SetupError} with what pip would have fetched and what to do instead.
 */
export async function refuseGpuBuild(python, requirements) {
  const torch = /^torch==\S+/m.exec(requirements)?.[0];
  if (torch === undefined) throw new Error("The requirements pin no torch.");
  // A dry run reads metadata alone; where an index has none, fast-deps reads it out of the wheel's end.
  const question = [
    "-m",
    "pip",
    "install",
    "--dry-run",
    "--quiet",
    "--ignore-installed",
    "--use-feature=fast-deps",
    "--report",
    "-",
    torch,
  ];
  const { code, output, stdout, seconds } = await run(python, question);
  if (code !== 0) throw new SetupError(`${output}\npip finds no ${torch} for this machine.\n${advice}`);

  const gpu = gpuPackages(JSON.parse(stdout), process.platform, process.arch);
  if (gpu.length === 0) return seconds;
  throw new SetupError(`pip would fetch a GPU build of torch here, several gigabytes: ${shortList(gpu)}.\n${advice}`);
}

/** Which packages of pip's installation report speak of a GPU build. On Linux x86-64 only a local version says "CPU". */
export function gpuPackages(report, platform, architecture) {
  const packages = report.install.map(({ metadata }) => metadata);
  const named = packages.filter(({ name }) => gpuPackage.test(name));
  const torch = packages.find(({ name }) => name === "torch");
  const unmarked = platform === "linux" && architecture === "x64" && !/\+cpu/.test(torch?.version ?? "");
  return [...(unmarked && torch ? [torch] : []), ...named].map(({ name, version }) => `${name} ${version}`);
}

const shortList = (names, shown = 4) =>
  names.length <= shown ? names.join(", ") : `${names.slice(0, shown).join(", ")} and ${names.length - shown} more`;
