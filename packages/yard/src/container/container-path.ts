import { join } from "node:path";

/** `/opt/ml` where a path begins: at the start of a text or behind a blank, a quote, `=` or `:`. */
const containerPath = /(^|[\s"'=:])\/opt\/ml(?=$|[/\s"'=:,;])/g;

/**
 * Rewrites container paths to sandbox paths. There is no container engine, so that this is what makes
 * `/opt/ml/model` mean the job's own folder.
 */
export function mapContainerPaths(text: string, root: string): string {
  return text.replace(containerPath, (_, before: string) => `${before}${join(root, "opt/ml")}`);
}
