"""Reads expressions from standard input and answers what `ast.literal_eval` makes of them as the value of a keyword.

In:  ["5e-5", "[1, 'a']", ...]
Out: [{"value": ...} | null, ...]

null: no literal, or a value that JSON does not know. Infinity is the text "<infinity>".
"""

import ast
import json
import math
import sys
import warnings

warnings.simplefilter("ignore")


class Unknown(Exception):
    pass


def plain(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    if isinstance(value, float):
        return "<infinity>" if math.isinf(value) else value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: plain(item) for key, item in value.items()}
    raise Unknown


def answer(expression):
    try:
        call = ast.parse(f"f(x={expression}\n)", mode="eval").body
        [keyword] = call.keywords
        if call.args:
            return None
        return {"value": plain(ast.literal_eval(keyword.value))}
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError, AttributeError, Unknown):
        return None


json.dump([answer(expression) for expression in json.load(sys.stdin)], sys.stdout)
