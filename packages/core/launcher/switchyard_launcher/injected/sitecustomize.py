"""Runs at the start of every Python process of the script. It never raises and imports nothing heavy."""

import os
import sys


def _run_the_one_we_shadow():
    """Python imports only the first sitecustomize of its path, so ours runs the next one itself."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    others = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != here]
    spec = PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(module_from_spec(spec))


try:
    _run_the_one_we_shadow()
except Exception as error:
    print("switchyard: another sitecustomize failed: %r" % (error,), file=sys.stderr)

try:
    import switchyard_hook

    switchyard_hook.install()
except Exception as error:
    print("switchyard: metrics are not collected: %r" % (error,), file=sys.stderr)
