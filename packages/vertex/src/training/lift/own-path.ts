import { isMembers, listOf } from "./piece.ts";

const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

/** A path in REST's spelling, in the spelling of the document that was given, as far as that has the members. */
export function ownPath(document: unknown, path: string): string {
  if (path === "") return "";
  const [, index, behind = ""] = /^\[(\d+)\]\.?(.*)$/s.exec(path) ?? [];
  if (index !== undefined) {
    // One that was no list became a list of one.
    if (isMembers(document) && index === "0") return ownPath(document, behind);
    return joined(`[${index}]`, ownPath(listOf(document)[Number(index)], behind));
  }
  const [, step = "", rest = ""] = /^([^.[]+)\.?(.*)$/s.exec(path) ?? [];
  const item = listOf(document).find((each) => isMembers(each) && each["name"] === step);
  if (item !== undefined) return joined(step, ownPath(item, rest));
  if (!isMembers(document)) return path;
  const spelled =
    Object.keys(document).find((key) => key === step) ??
    Object.keys(document).find((key) => plain(key) === plain(step));
  return spelled === undefined ? path : joined(spelled, ownPath(document[spelled], rest));
}

const joined = (step: string, below: string): string =>
  below === "" || below.startsWith("[") ? step + below : `${step}.${below}`;
