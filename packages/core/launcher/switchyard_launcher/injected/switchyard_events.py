"""What a rank tells its node's launcher: lines of JSON in a local file."""

import errno
import json
import os
import sys
import time

EVENTS_VARIABLE = "SWITCHYARD_EVENTS"


def append_line(path, fields, before=""):
    """One write to a file opened for appending: whole lines from several processes, nothing buffered, nothing lost.

    Raises OSError when there is no room for all of it. What a line begins with ends one that was cut off there.
    """
    line = before + json.dumps(dict(fields, pid=os.getpid(), time=time.time())) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.write(descriptor, line.encode("ascii")) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(descriptor)


def emit(event, state, **fields):
    """One process of each node tells its launcher; what rank 0 tells is printed."""
    if not (state.is_world_process_zero or state.is_local_process_zero):
        return
    try:
        steps = {"step": state.global_step, "max_steps": state.max_steps}
        append_line(os.environ[EVENTS_VARIABLE], dict(fields, event=event, first=state.is_world_process_zero, **steps))
    except Exception as error:
        complain(error)


def complain(error, consequence="metrics are not collected"):
    print("switchyard: %s: %r" % (consequence, error), file=sys.stderr)
