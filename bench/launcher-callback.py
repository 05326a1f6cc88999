"""What the launcher's callback costs in a training of 10 ms steps, on as many ranks as the argument says.

The ranks step together, as data parallel ones do: each sleeps and then joins a collective. A look delays the step by what
the last rank to come spends in it; the others would have waited for that rank in the next step. Prints JSON.
"""

import json
import os
import sys
import time
from datetime import timedelta
from statistics import median
from types import SimpleNamespace

INJECTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../packages/core/launcher/switchyard_launcher/injected")
WARM_UP_STEPS = 100
STEPS = 500
STEP_SECONDS = 0.010


def train(rank, ranks, port, results):
    import torch
    import torch.distributed as dist

    sys.path.insert(0, INJECTED)
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), SWITCHYARD_EVENTS=os.devnull)
    torch.set_num_threads(1)
    dist.init_process_group("gloo", rank=rank, world_size=ranks)
    from switchyard_callback import new_callback

    args = SimpleNamespace(
        world_size=ranks,
        parallel_mode=SimpleNamespace(value="distributed"),
        ddp_timeout_delta=timedelta(seconds=60),
        output_dir="out",
    )
    state = SimpleNamespace(
        global_step=0,
        max_steps=WARM_UP_STEPS + STEPS + 1,
        is_world_process_zero=rank == 0,
        is_local_process_zero=rank == 0,
        is_hyper_param_search=False,
    )
    control = SimpleNamespace(should_save=False, should_training_stop=False, should_evaluate=False)
    callback = new_callback()
    callback.on_train_begin(args, state, control)
    gradient = torch.zeros(1)
    times = []
    for state.global_step in range(1, state.max_steps):
        time.sleep(STEP_SECONDS)
        dist.all_reduce(gradient)
        is_look = callback.agreement.is_due(state.global_step, state.max_steps) and ranks > 1
        began = time.perf_counter()
        callback.on_step_end(args, state, control)
        took = time.perf_counter() - began
        if state.global_step > WARM_UP_STEPS:
            times.append((is_look, took))
    results.put(times)
    dist.barrier()
    callback.agreement = None
    import switchyard_stop

    switchyard_stop.leave()


def main():
    import socket

    import torch.multiprocessing as processes

    ranks = int(sys.argv[1])
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    context = processes.get_context("spawn")
    results = context.SimpleQueue()
    started = processes.spawn(train, (ranks, port, results), nprocs=ranks, join=False)
    steps = list(zip(*(results.get() for _ in range(ranks))))
    started.join()
    # Medians: what else runs on the machine delays a few steps by much.
    looks = [min(took for _, took in step) for step in steps if step[0][0]]
    others = [max(took for _, took in step) for step in steps if not step[0][0]]
    look, other = (median(times) * 1e6 if times else 0.0 for times in (looks, others))
    cost = (len(looks) * look + len(others) * other) / STEPS
    print(json.dumps({"ranks": ranks, "microseconds": cost, "look": look, "looks": len(looks), "steps": STEPS}))


if __name__ == "__main__":
    main()
