"""From a checked launch file to what this node is about to run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from switchyard_launcher.arguments_file import read_json_arguments
from switchyard_launcher.cluster import read_topology, require_nodes
from switchyard_launcher.devices import gpu_count, torch_device_count
from switchyard_launcher.environment import base_environment, sagemaker_environment
from switchyard_launcher.faults import PreparationFailure, Refusal
from switchyard_launcher.kinds import ACCELERATE, INHERIT
from switchyard_launcher.launch_file import LaunchFile
from switchyard_launcher.locations import Locations, read_text_file
from switchyard_launcher.placeholders import fill_placeholders
from switchyard_launcher.sagemaker_hosts import read_sagemaker_hosts
from switchyard_launcher.sharding import accelerate_type, require_one_configuration
from switchyard_launcher.threads import THREADS_VARIABLE, default_threads
from switchyard_launcher.topology import Topology, inherited_topology
from switchyard_launcher.tuned import HYPERPARAMETERS, read_tuned, tuned_arguments

SAGEMAKER = "sagemaker"
SAGEMAKER_MODEL = "/opt/ml/model"
SAGEMAKER_OUTPUT_DATA = "/opt/ml/output/data"


@dataclass(frozen=True)
class NodePlan:
    """All paths are this machine's. `processes_source` says why there are so many processes, `threads` how many threads
    each computes with and why. `configured`: accelerate finds a configuration of its own.

    `checkpoints` is a path or the URI of a store. With `json_arguments` the script's only argument is a file that holds
    them; `arguments` is empty then.
    """

    kind: str
    topology: Topology
    rendezvous_seconds: float
    processes: int
    processes_source: str
    threads: str
    configured: bool
    script: str
    arguments: list[str]
    json_arguments: dict[str, object] | None
    environment: dict[str, str]
    inputs: dict[str, str]
    requirements: str | None
    transformers: str | None
    output: str
    model: str | None
    checkpoints: str | None
    resumes: bool


def plan_node(
    launch: LaunchFile,
    locations: Locations,
    inherited: dict[str, str],
    command_line: list[str],
    secrets: dict[str, str] | None = None,
) -> NodePlan:
    """`secrets` are the values of the launch file's references, for the script's environment.

    Raises Refusal for a wrong launch file, command line or topology. Starts and writes nothing but two questions for devices.
    """
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
    own = {**{name: fill(value) for name, value in launch.environment.items()}, **(secrets or {})}
    environment = base_environment(inherited, own, launch.kind == INHERIT)
    topology = (
        inherited_topology(inherited)
        if launch.kind == INHERIT
        else read_topology(inherited, read, launch.rendezvous_port)
    )
    require_nodes(topology, launch.nodes)
    if launch.platform == SAGEMAKER:
        defaults = sagemaker_environment(
            inputs,
            model or locations.of(SAGEMAKER_MODEL),
            locations.of(SAGEMAKER_OUTPUT_DATA),
            read_sagemaker_hosts(read),
            gpu_count(),
        )
        environment = {**defaults, **environment}
    configured = accelerate_type(environment, read_text_file) if launch.kind == ACCELERATE else None
    require_one_configuration(arguments, json_arguments, environment, configured)
    processes, source = _count_processes(launch)
    _require_devices(launch.kind, environment, processes, topology)
    threads = _choose_threads(launch.kind, environment, processes, read)
    return NodePlan(
        kind=launch.kind,
        topology=topology,
        rendezvous_seconds=launch.rendezvous_seconds,
        processes=processes,
        processes_source=source,
        threads=threads,
        configured=configured is not None,
        script=script,
        arguments=arguments,
        json_arguments=json_arguments,
        environment=environment,
        inputs=inputs,
        requirements=requirements,
        transformers=launch.transformers,
        output=output,
        model=model,
        checkpoints=locations.store(launch.checkpoints, inherited) if launch.checkpoints is not None else None,
        resumes=launch.resumes,
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


def _count_processes(launch: LaunchFile) -> tuple[int, str]:
    if launch.kind == INHERIT:
        return 1, "this one, which another launcher has started as a rank"
    if launch.processes_per_node is not None:
        return launch.processes_per_node, "as the launch file says"
    devices = torch_device_count()
    return (devices, "one for each device that torch sees") if devices else (1, "torch sees no device")


def _require_devices(kind: str, environment: dict[str, str], processes: int, topology: Topology) -> None:
    """Raises Refusal where ranks would not be the group that they are meant to be."""
    if environment.get("PJRT_DEVICE", "").upper() == "TPU" and kind != INHERIT and processes > 1:
        raise Refusal(
            f"PJRT_DEVICE is TPU, and {processes} processes are to run on this node. torch_xla opens all chips of a host "
            "in one process, and a second one finds none. Use one process for each node."
        )
    if kind == ACCELERATE and processes * topology.nodes > 1 and torch_device_count() == 0:
        raise Refusal(
            f"accelerate launch starts one process without a word where torch sees no device, and "
            f"{processes * topology.nodes} are wanted. On CPUs use the kind spawn or torchrun."
        )


def _choose_threads(
    kind: str, environment: dict[str, str], processes: int, read: Callable[[str], str | None]
) -> str:
    """Sets the number of threads unless the user or the image has, and says what holds."""
    if kind == INHERIT:
        return f"{THREADS_VARIABLE} is left as it is"
    if environment.get(THREADS_VARIABLE):
        return f"{THREADS_VARIABLE}={environment[THREADS_VARIABLE]}, as the environment says"
    threads, cores = default_threads(processes, read)
    environment[THREADS_VARIABLE] = str(threads)
    return f"{THREADS_VARIABLE}={threads}, from {cores} cores for {processes} processes"
