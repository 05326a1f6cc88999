/**
 * What stands in a bundle as `switchyard_native.py`, and what the container's own torchrun starts in every rank: it takes
 * script, arguments and paths from the launch file, since the training toolkit would send arguments through a shell.
 * SageMaker collects what the first rank puts into the model folder.
 */
export const nativeRankSource = `"""One rank that SageMaker's own launcher started: runs the script with what the launch file says."""

import hashlib
import json
import os
import runpy
import sys
import tempfile

import switchyard_launcher as launcher


def launcher_sha256():
    with open(launcher.__file__, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read_plan(sha256):
    bundle = os.path.dirname(os.path.abspath(__file__))
    text = launcher.read_text_file(os.path.join(bundle, launcher.LAUNCH_FILE_NAME)) or ""
    launch = launcher.check_launch_file(launcher.parse_launch_file(text), sha256)
    inherited = dict(os.environ)
    return launcher.plan_node(launch, launcher.read_locations(bundle, inherited), inherited, [])


def arguments_of(plan):
    if plan.json_arguments is None:
        return plan.arguments
    folder = tempfile.mkdtemp(prefix="switchyard-")
    path = os.path.join(folder, "arguments.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(plan.json_arguments, file)
    return [path]


def output_of(plan):
    given = (plan.json_arguments or {}).get("output_dir")
    named = [text.partition("=")[2] for text in plan.arguments if text.startswith("--output_dir=")]
    return given or (named[-1] if named else plan.output)


def run(plan):
    # The variables of the ranks stay as torchrun set them.
    os.environ.update(plan.environment)
    sys.argv = [plan.script, *arguments_of(plan)]
    sys.path[0] = os.path.dirname(plan.script)
    try:
        runpy.run_path(plan.script, run_name="__main__")
    except SystemExit as ended:
        if ended.code not in (None, 0):
            raise


def main():
    sha256 = launcher_sha256()
    plan = read_plan(sha256)
    if os.environ.get("LOCAL_RANK", "0") == "0":
        launcher.Log(sys.stdout.fileno()).event(launcher.hello_event(sha256, plan.topology, plan.processes))
    launcher.make_folders(plan)
    run(plan)
    if os.environ.get("RANK", "0") == "0":
        launcher.place_model(launcher.choose_source(plan.output, output_of(plan)), plan.model, print)


if __name__ == "__main__":
    main()
`;
