"""Runs moto's server on a free port of this machine until standard input closes or the process is ended.

Out: one line, {"url": "http://127.0.0.1:PORT"}.
"""

import json
import logging
import sys

from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.CRITICAL)

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(json.dumps({"url": f"http://{host}:{port}"}), flush=True)
# Whoever started it may be killed: then the input closes, and no server is left behind.
sys.stdin.read()
server.stop()
