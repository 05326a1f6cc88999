"""What the driver and its workers print: lines, events, and the script's own output without the values of secrets.

Started as a program it is the filter of one stream: the secrets as a line of JSON on its standard input, then the stream.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import switchyard_launcher as launcher

STREAMS = (1, 2)
# A process that the script left behind may hold a stream open for ever.
LONGEST_WAIT_SECONDS = 5


class Output:
    """This process's own lines, and what stands between the script's and Ray's log."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self.log = launcher.Log(1)

    def mask(self, text: str) -> str:
        return self.log.masker.mask(text)

    def say(self, text: str) -> None:
        self.log.say(text)

    def event(self, fields: dict) -> None:
        self.log.event({name: self.mask(value) if isinstance(value, str) else value for name, value in fields.items()})

    def find_secrets(self, launch) -> dict[str, str]:
        """The values of the launch file's secrets, which are taken out of all output from here on.

        Raises Refusal when one has no value.
        """
        inherited = dict(os.environ)
        around = launcher.Surroundings(inherited, launcher.read_text_file, launcher.fetch)
        values = launcher.resolve_secrets(launch.secrets, around)
        self._secrets = launcher.find_secret_values({**inherited, **launch.environment}, values.values())
        self._write_to(1)
        return values

    def __enter__(self) -> None:
        """From here on all that this process and its children write goes through filters, whatever they write it with.

        Filters are processes: a thread could not read while a native library writes and holds the interpreter's lock.
        """
        flush()
        self._saved = [os.dup(stream) for stream in STREAMS]
        program = [sys.executable, os.path.abspath(__file__)]
        self._filters = [
            subprocess.Popen(program, stdin=subprocess.PIPE, stdout=stream, start_new_session=True)
            for stream in STREAMS
        ]
        self._write_to(self._saved[0])
        for stream, each in zip(STREAMS, self._filters):
            each.stdin.write(json.dumps(sorted(self._secrets)).encode() + b"\n")
            each.stdin.flush()
            os.dup2(each.stdin.fileno(), stream)
            each.stdin.close()

    def __exit__(self, *_error) -> None:
        flush()
        for stream, saved in zip(STREAMS, self._saved):
            os.dup2(saved, stream)
        self._write_to(1)
        for saved in self._saved:
            os.close(saved)
        for each in self._filters:
            try:
                each.wait(LONGEST_WAIT_SECONDS)
            except subprocess.TimeoutExpired:
                self.say("a process that the script started still holds its output open")

    def _write_to(self, descriptor: int) -> None:
        self.log = launcher.Log(descriptor)
        self.log.masker = launcher.Masker(self._secrets)


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1][:1000] if text.strip() else ""


def numbers(values: dict) -> dict:
    """The numbers among metrics, as JSON can say them."""
    found = {name: value.item() if hasattr(value, "item") else value for name, value in values.items()}
    return {
        str(name): launcher.plain_number(value)
        for name, value in found.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    }


def filter_stream() -> None:
    """Whole lines from standard input to standard output, masked, and none that looks like an event of ours."""
    stream, log = sys.stdin.buffer, launcher.Log(1)
    splitter = launcher.LineSplitter(launcher.Masker(set(json.loads(stream.readline()))))
    while data := stream.read1(65_536):
        log.print_lines("", splitter.feed(data))
    log.print_lines("", splitter.finish())


output = Output()

if __name__ == "__main__":
    filter_stream()
