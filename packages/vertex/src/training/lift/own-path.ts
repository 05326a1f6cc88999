import { isMembers, listOf } from "./piece.ts";

const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

/** A path in REST's spelling, in the spelling of the document that was given; as far as it leads there. */
export function ownPath(document: unknown, path: string): string {
  const found = along(document, path);
  return found === "" ? path : found.replace(/^\./, "");
}

function along(document: unknown, path: string): string {
  const [, index, below = ""] = /^\[(\d+)\]\.?(.*)$/s.exec(path) ?? [];
  if (index !== undefined) {
    const item = listOf(document)[Number(index)];
    return item === undefined ? "" : joined(`[${index}]`, along(item, below));
  }
  if (path === "") return "";
  if (listOf(document).some((item) => isMembers(item) && item["name"] === path)) return path;
  if (!isMembers(document)) return "";
  const [, step = "", rest = ""] = /^([^.[]+)\.?(.*)$/s.exec(path) ?? [];
  const spelled = Object.keys(document).find((key) => key === step || plain(key) === plain(step));
  return spelled === undefined ? "" : joined(spelled, along(document[spelled], rest));
}

const joined = (step: string, below: string): string =>
  below === "" || below.startsWith("[") ? step + below : `${step}.${below}`;
