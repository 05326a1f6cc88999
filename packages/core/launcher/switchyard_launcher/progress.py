"""What the script's Trainers have reported so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from switchyard_launcher.log import plain_number


@dataclass
class TrainerProgress:
    """One Trainer object of the script. `ended` and `stopped` are about its latest training; `stopped` says that it ended
    because the ranks were asked to end.
    """

    number: int
    step: int = 0
    max_steps: int = 0
    begun: bool = False
    ended: bool = False
    stopped: bool = False
    output_dir: str | None = None


@dataclass
class Progress:
    """All Trainers. The one that began last decides how the script ended; earlier ones may have been tries."""

    trainers: dict[tuple[int, int], TrainerProgress] = field(default_factory=dict)
    latest: TrainerProgress | None = None
    metrics: dict[str, float | str] = field(default_factory=dict)

    @property
    def stopped(self) -> bool:
        """A script may go on after a training that was stopped; the run is interrupted all the same."""
        return any(trainer.stopped for trainer in self.trainers.values())

    def apply(self, entry: dict[str, object]) -> dict[str, object]:
        """Takes in one entry of the hook's file and returns the event to print."""
        trainer = self._trainer_of(entry)
        trainer.step, trainer.max_steps = entry["step"], entry["max_steps"]
        event: dict[str, object] = {
            "event": entry["event"],
            "time": round(entry["time"], 3),
            "step": trainer.step,
            "max_steps": trainer.max_steps,
        }
        if entry["event"] == "train_begin":
            trainer.begun, trainer.ended, trainer.stopped = True, False, False
            trainer.output_dir = entry["output_dir"]
            self.latest = trainer
        elif entry["event"] == "train_end":
            trainer.ended, trainer.stopped = True, entry["stopped"]
            event["stopped"] = trainer.stopped
        elif entry["event"] == "saved":
            event["path"] = entry["path"]
        else:
            event["values"] = {name: plain_number(value) for name, value in entry["values"].items()}
            self.metrics.update(event["values"])
        return {**event, "trainer": trainer.number}

    def _trainer_of(self, entry: dict[str, object]) -> TrainerProgress:
        """Processes count their Trainers from 1 each, so the process is part of the identity."""
        key = (entry["pid"], entry["trainer"])
        if key not in self.trainers:
            self.trainers[key] = TrainerProgress(number=len(self.trainers) + 1)
        return self.trainers[key]
