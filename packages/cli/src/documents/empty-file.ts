import { configError, type ConfigError } from "@switchyard/core";

/** A file without content: nothing in it, or nothing but blanks, comments and the marks `---` and `...`. */
export function emptyFile(label: string): ConfigError {
  return configError(
    "empty-file",
    label,
    "It is empty.",
    "Begin with `name: my-run`, `source: .` and `entryPoint: train.py`.",
  );
}
