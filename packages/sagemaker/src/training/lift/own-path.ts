import { isMembers } from "./piece.ts";

/** A path of a training job, in the words of the document that was given: of a search, its trial's definition. */
export function ownPath(document: unknown, path: string): string {
  if (!isMembers(document) || !isMembers(document["HyperParameterTuningJobConfig"])) return path;
  const [, first = "", rest = ""] = /^([^.[]*)(.*)$/s.exec(path) ?? [];
  if (first === "TrainingJobName") return `HyperParameterTuningJobName${rest}`;
  if (Object.hasOwn(document, first) && !first.startsWith("TrainingJobDefinition")) return path;
  const definition = isMembers(document["TrainingJobDefinition"])
    ? "TrainingJobDefinition"
    : "TrainingJobDefinitions[0]";
  if (first === "TrainingJobDefinition") return `${definition}${rest}`;
  if (first === "TrainingJobDefinitions") return path;
  return `${definition}.${first === "HyperParameters" ? "StaticHyperParameters" : first}${rest}`;
}
