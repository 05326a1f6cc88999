"""From a checked launch file to what this node is about to run."""

from __future__ import annotations

import os
from dataclasses import dataclass

from switchyard_launcher.arguments_file import read_json_arguments
from switchyard_launcher.devices import gpu_count, torch_device_count
from switchyard_launcher.environment import base_environment, sagemaker_environment
from switchyard_launcher.faults import PreparationFailure
from switchyard_launcher.launch_file import LaunchFile
from switchyard_launcher.locations import Locations, read_text_file
from switchyard_launcher.placeholders import fill_placeholders
from switchyard_launcher.topology import Topology, read_sagemaker_hosts, read_topology
from switchyard_launcher.tuned import HYPERPARAMETERS, read_tuned, tuned_arguments

SAGEMAKER = "sagemaker"
SAGEMAKER_MODEL = "/opt/ml/model"
SAGEMAKER_OUTPUT_DATA = "/opt/ml/output/data"


@dataclass(frozen=True)
class NodePlan:
    """All paths are this machine's. `processes_source` says why there are so many processes.

    `checkpoints` is a path or the URI of a store. With `json_arguments` the script's only argument is a file that holds them; `arguments` is empty then.
    """

    topology: Topology
    processes: int
    processes_source: str
    script: str
    arguments: list[str]
    json_arguments: dict[str, object] | None
    environment: dict[str, str]
    inputs: dict[str, str]
    requirements: str | None
    output: str
    model: str | None
    checkpoints: str | None
    resumes: bool


def plan_node(
    launch: LaunchFile, locations: Locations, inherited: dict[str, str], command_line: list[str]
) -> NodePlan:
    """Raises Refusal for a wrong launch file, command line or topology. Starts and writes nothing but two questions for devices."""
    inputs = {name: locations.told_by(path, inherited) for name, path in launch.inputs.items()}
    output = locations.of(launch.output)
    model = locations.told_by(launch.model, inherited) if launch.model is not None else None
    script = locations.file_in_bundle("script", launch.script, ".py")
    requirements = locations.file_in_bundle("requirements", launch.requirements, "") if launch.requirements else None

    def fill(text: str) -> str:
        return fill_placeholders(text, output, model, inputs)

    def read(path: str) -> str | None:
        return read_text_file(locations.of(path))

    tuned = read_tuned(launch.tuned, command_line, lambda: read(HYPERPARAMETERS))
    arguments = [*(fill(argument) for argument in launch.argv), *tuned_arguments(tuned)]
    json_arguments = None
    if launch.arguments is not None:
        file = locations.file_in_bundle("arguments", launch.arguments, ".json")
        json_arguments = read_json_arguments(read_text_file(file) or "", fill, tuned)
    environment = base_environment(inherited, {name: fill(value) for name, value in launch.environment.items()})
    topology = read_topology(inherited, read)
    if launch.platform == SAGEMAKER:
        defaults = sagemaker_environment(
            inputs,
            model or locations.of(SAGEMAKER_MODEL),
            locations.of(SAGEMAKER_OUTPUT_DATA),
            read_sagemaker_hosts(read),
            gpu_count(),
        )
        environment = {**defaults, **environment}
    processes, source = _count_processes(launch.processes_per_node)
    return NodePlan(
        topology,
        processes,
        source,
        script,
        arguments,
        json_arguments,
        environment,
        inputs,
        requirements,
        output,
        model,
        locations.store(launch.checkpoints, inherited) if launch.checkpoints is not None else None,
        launch.resumes,
    )


def make_folders(plan: NodePlan) -> None:
    """Raises PreparationFailure when the output folders cannot be made."""
    folders = [plan.output, *([plan.model] if plan.model else []), plan.environment.get("SM_OUTPUT_DATA_DIR")]
    for folder in folders:
        if folder is None:
            continue
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise PreparationFailure(f"The folder {folder} cannot be made: {error}.") from None


def require_inputs(inputs: dict[str, str]) -> None:
    """Raises PreparationFailure when the platform did not bring an input."""
    for name, path in inputs.items():
        if not os.path.exists(path):
            raise PreparationFailure(f'The input "{name}" is not there: looked for {path}, which does not exist.')


def _count_processes(wanted: int | None) -> tuple[int, str]:
    if wanted is not None:
        return wanted, "as the launch file says"
    devices = torch_device_count()
    return (devices, "one for each device that torch sees") if devices else (1, "torch sees no device")
