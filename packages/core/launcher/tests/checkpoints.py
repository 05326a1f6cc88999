"""Checkpoint folders as transformers writes them, without torch: the layouts of single, DDP, FSDP and DeepSpeed runs."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path


def safetensors(path: Path, numbers: int = 64) -> None:
    size = 4 * numbers
    header = json.dumps({"__metadata__": {"format": "pt"}, "w": {"dtype": "F32", "shape": [numbers], "data_offsets": [0, size]}})
    path.write_bytes(struct.pack("<Q", len(header)) + header.encode() + bytes(size))


def torch_file(path: Path, numbers: int = 64) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02}q\x00.")
        archive.writestr("archive/data/0", bytes(4 * numbers))


def state(path: Path, step: int, **more: object) -> None:
    content = {"global_step": step, "max_steps": 100, "log_history": [{"loss": float("nan"), "step": step}], **more}
    path.write_text(json.dumps(content) + "\n", encoding="utf-8")


def checkpoint(parent: Path, step: int, world: int = 1, numbers: int = 64) -> Path:
    """What a single process or DDP leaves."""
    folder = parent / f"checkpoint-{step}"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"model_type": "bert"}\n', encoding="utf-8")
    (folder / "tokenizer.json").write_text('{"model": {}}\n', encoding="utf-8")
    safetensors(folder / "model.safetensors", numbers)
    states = ["rng_state.pth"] if world == 1 else [f"rng_state_{rank}.pth" for rank in range(world)]
    for name in ["optimizer.pt", "scheduler.pt", "training_args.bin", *states]:
        torch_file(folder / name, numbers)
    state(folder / "trainer_state.json", step)
    return folder


def in_parts(parent: Path, step: int) -> Path:
    """Weights in several files, with their index."""
    folder = checkpoint(parent, step)
    (folder / "model.safetensors").unlink()
    names = [f"model-0000{part}-of-00002.safetensors" for part in (1, 2)]
    for name in names:
        safetensors(folder / name)
    index = {"metadata": {"total_size": 512}, "weight_map": {"a": names[0], "b": names[1]}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    return folder


def fsdp_sharded(parent: Path, step: int, world: int) -> Path:
    """torch's distributed checkpoint: no weights and no optimizer of the ordinary form."""
    folder = checkpoint(parent, step, world)
    (folder / "model.safetensors").unlink()
    (folder / "optimizer.pt").unlink()
    for name in ("pytorch_model_fsdp_0", "optimizer_0"):
        (folder / name).mkdir()
        for rank in range(world):
            (folder / name / f"__{rank}_0.distcp").write_bytes(bytes(100))
        (folder / name / ".metadata").write_bytes(b"metadata")
    return folder


def deepspeed(parent: Path, step: int, world: int) -> Path:
    """ZeRO 1 or 2."""
    folder = checkpoint(parent, step, world)
    (folder / "optimizer.pt").unlink()
    (folder / "scheduler.pt").unlink()
    (folder / "latest").write_text(f"global_step{step}", encoding="utf-8")
    (folder / "zero_to_fp32.py").write_text("pass\n", encoding="utf-8")
    inner = folder / f"global_step{step}"
    inner.mkdir()
    torch_file(inner / "mp_rank_00_model_states.pt")
    for rank in range(world):
        torch_file(inner / f"zero_pp_rank_{rank}_mp_rank_00_optim_states.pt")
    return folder
