import { stringify } from "yaml";

/** A value as YAML that readers of 1.2 and of 1.1 take alike: `"no"` and `"4.60"` keep their quotes. */
export function toYaml(value: unknown): string {
  return stringify(value, { version: "1.2", compat: "yaml-1.1", lineWidth: 110, aliasDuplicateObjects: false });
}
