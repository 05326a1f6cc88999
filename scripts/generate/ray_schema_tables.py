"""What a job submission takes, key by key: the tables of ray-schema.py."""

TEXT, COUNT, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
TEXTS = {"type": "array", "items": TEXT}
TEXT_MAP = {"type": "object", "additionalProperties": TEXT}
NUMBER_MAP = {"type": "object", "additionalProperties": NUMBER}
PACKAGE = {**TEXT, "pattern": r"^([a-z][a-z0-9+.-]*)://.+\.(zip|tar\.gz|tgz|tar\.xz)$|^local:///"}
MODULE = {**TEXT, "pattern": r"^([a-z][a-z0-9+.-]*)://.+\.(zip|tar\.gz|tgz|tar\.xz|whl)$|^local:///"}


def installer(*options):
    """A list of packages, or an object with options: `pip` and `uv` (ray.runtime_env.RuntimeEnv)."""
    known = {"packages": TEXTS, **dict(options)}
    return {"oneOf": [TEXTS, {"type": "object", "properties": known, "required": ["packages"]}]}


# What each key of a runtime environment takes over HTTP (ray.runtime_env.RuntimeEnv); a key that is missing here takes anything.
RUNTIME_ENV = {
    "working_dir": PACKAGE,
    "py_modules": {"type": "array", "items": MODULE},
    "py_executable": TEXT,
    "java_jars": TEXTS,
    "env_vars": TEXT_MAP,
    "pip": installer(("pip_check", {"type": "boolean"}), ("pip_version", TEXT), ("pip_install_options", TEXTS)),
    "uv": installer(("uv_check", {"type": "boolean"}), ("uv_version", TEXT), ("uv_pip_install_options", TEXTS)),
    "conda": {"oneOf": [TEXT, {"type": "object"}]},
    "container": {"type": "object"},
    "image_uri": TEXT,
    "worker_process_setup_hook": TEXT,
    "config": {
        "type": "object",
        "properties": {"setup_timeout_seconds": {**COUNT, "minimum": -1}, "eager_install": {"type": "boolean"}},
    },
}
# What a field of JobSubmitRequest takes, by its annotation; and what the server checks or fails at later.
ANNOTATIONS = {
    "str": TEXT,
    "Optional[str]": TEXT,
    "Optional[Dict[str, str]]": TEXT_MAP,
    "Optional[Dict[str, float]]": NUMBER_MAP,
    "Union[int, float, NoneType]": {**NUMBER, "minimum": 0},
    "Optional[int]": {**COUNT, "minimum": 0},
}
NARROWER = {
    # The id becomes the name of the log file; another one can be neither stopped nor deleted.
    "submission_id": {**TEXT, "pattern": "^[A-Za-z0-9._-]{1,200}$"},
    "entrypoint": {**TEXT, "minLength": 1, "maxLength": 131071},
}
# Keys that mean something to Ray's own client only, or that Ray sets itself.
CLIENTS_OWN = {"excludes", "_ray_release", "_ray_commit", "_inject_current_ray"}
