/**
 * The launcher beside torchrun, in the same run: its start-up, the time of a training's step with its callback and with
 * checkpoints mirrored, and what the callback costs in a step of 10 ms, which alone has a budget besides the start-up.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, copyFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Microseconds that the callback may cost in a step of 10 ms: one hundredth of it. */
const callbackBudget = 100;
/** The launcher's start-up over torchrun's. */
const startBudget = 1;
const startRounds = 5;
const trainRounds = 3;
/** A start warms up what the next one reads; the first steps of every training warm up themselves. */
const warmUpStarts = 1;

const here = fileURLToPath(new URL(".", import.meta.url));
const ownPython = join(here, "../.venv/transformers5/bin/python");
const python = process.env.SWITCHYARD_PYTHON || ownPython;
const folder = mkdtempSync(join(tmpdir(), "switchyard-bench-"));
if (!existsSync(python)) throw new Error("Run it by `npm run bench -- launcher`, which sets up the Python it needs.");
const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

function run(parameters, { cwd = here, env = {} } = {}) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(python, parameters, {
    cwd,
    env: { ...process.env, CUDA_VISIBLE_DEVICES: "", OMP_NUM_THREADS: "1", ...env },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`python ${parameters.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return { milliseconds: performance.now() - started, stdout };
}

/** The one file, from its modules. */
const launcherSource = run(["-c", "import build, sys; sys.stdout.write(build.joined_source())"], {
  cwd: join(here, "../packages/core/launcher"),
}).stdout;

const launchFileOf = (argv) => ({
  launchVersion: 1,
  launcher: createHash("sha256").update(launcherSource).digest("hex"),
  platform: "local",
  kind: "spawn",
  script: "train.py",
  argv,
  processesPerNode: 2,
  output: "/output",
});

/** What starts a script on two ranks of one node: torchrun, and the launcher with what its launch file says besides. */
function starters(script, argv) {
  const torchrun = () =>
    run(["-m", "torch.distributed.run", "--nproc-per-node=2", join(here, script), ...argv(join(folder, "torchrun"))]);
  const launcher = (name, more) => () => {
    const root = join(folder, name);
    const bundle = join(root, "bundle");
    rmSync(root, { recursive: true, force: true });
    mkdirSync(bundle, { recursive: true });
    copyFileSync(join(here, script), join(bundle, "train.py"));
    writeFileSync(join(bundle, "switchyard_launcher.py"), launcherSource);
    const launchFile = { ...launchFileOf(argv("{output}")), ...more };
    writeFileSync(join(bundle, "switchyard-launch.json"), JSON.stringify(launchFile));
    return run(["switchyard_launcher.py"], { cwd: bundle, env: { SWITCHYARD_CONTAINER_ROOT: root } });
  };
  return { torchrun, launcher: launcher("plain", {}), mirror: launcher("mirror", { checkpoints: "/mirror" }) };
}

/** Medians of several rounds, alternating, so that what else the machine does falls on all. */
function medians(programs, rounds, valueOf, warmUps = 0) {
  const values = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (const [name, start] of Object.entries(programs)) {
      const value = valueOf(start());
      if (round >= warmUps) values[name].push(value);
    }
  }
  return Object.fromEntries(Object.entries(values).map(([name, each]) => [name, median(each)]));
}

function measureStart() {
  const { torchrun, launcher } = starters("launcher-nothing.py", () => []);
  const took = medians({ torchrun, launcher }, startRounds, ({ milliseconds }) => milliseconds, warmUpStarts);
  const ratio = took.launcher / took.torchrun;
  console.log(
    `start and end of two ranks that do nothing: launcher ${took.launcher.toFixed(0)} ms, torchrun ${took.torchrun.toFixed(0)} ms, ratio ${ratio.toFixed(2)} (budget ${startBudget}; median of ${startRounds}, alternating)`,
  );
  return ratio <= startBudget;
}

function measureSteps() {
  const argv = (output) => [
    `--output_dir=${output}`,
    ..."--max_steps=200 --per_device_train_batch_size=1 --save_steps=50 --save_total_limit=2 --use_cpu=true".split(" "),
    ..."--report_to=none --disable_tqdm=true --logging_steps=50 --average_tokens_across_devices=false".split(" "),
  ];
  const stepOf = ({ stdout }) => Number(/milliseconds per step: ([\d.]+)/.exec(stdout)?.[1]);
  const { torchrun, launcher, mirror } = medians(starters("launcher-train.py", argv), trainRounds, stepOf);
  console.log(
    `a step of a training on two ranks: torchrun ${torchrun.toFixed(2)} ms; with the callback ${launcher.toFixed(2)} ms, ratio ${(launcher / torchrun).toFixed(3)}; with checkpoints mirrored too ${mirror.toFixed(2)} ms, ratio ${(mirror / torchrun).toFixed(3)} (median of ${trainRounds}, alternating)`,
  );
}

function measureCallback(ranks) {
  const { stdout } = run(["launcher-callback.py", String(ranks)]);
  const { microseconds, look, looks, steps } = JSON.parse(stdout);
  const looked = ranks === 1 ? "" : `; ${looks} looks in ${steps} steps, ${look.toFixed(0)} us each`;
  console.log(
    `the callback in a step of 10 ms, ${ranks} rank(s): ${microseconds.toFixed(1)} us, ${(microseconds / 100).toFixed(2)} % (budget ${callbackBudget} us)${looked}`,
  );
  return microseconds <= callbackBudget;
}

try {
  const load = loadavg()[0].toFixed(1);
  console.log(
    `${cpus().length} processors, load ${load} at the start: above 1 the figures say more of the others' work`,
  );
  const fits = [[1, 2, 4].map(measureCallback), measureStart()].flat();
  measureSteps();
  process.exitCode = fits.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
