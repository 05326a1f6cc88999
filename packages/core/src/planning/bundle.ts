import type { Diagnostic } from "../contract/diagnostic.ts";
import type { BundleFile, Host } from "../contract/host.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { ConfigError } from "../errors/config-error.ts";
import {
  argumentsFileName,
  launcherFileName,
  launchFileName,
  launchTexts,
  type Launch,
} from "../launch/launch-file.ts";
import { launcherBytes, launcherSha256 } from "../launch/launcher-facts.gen.ts";
import { nearest } from "../text/nearest.ts";

/** What is uploaded: the user's files, the launcher and the launch file. */
export interface Bundle {
  /** SHA-256, in hex, over path, executable bit and content hash of every file. */
  readonly manifest: string;
  readonly files: readonly BundleFile[];
  readonly bytes: number;
}

const launcherFile: BundleFile = {
  path: launcherFileName,
  executable: false,
  sha256: launcherSha256,
  bytes: launcherBytes,
  // Loaded when it is sent: a plan does without.
  content: { text: async () => (await import("../launch/launcher.gen.ts")).launcherSource },
};

export function makeBundle(launch: Launch, source: readonly BundleFile[], host: Host): Bundle {
  const { spec } = launch;
  const own = launch.translator.bundleFiles?.(spec, launch.resources) ?? [];
  const issues = checkFiles(spec, source, [
    launcherFileName,
    launchFileName,
    argumentsFileName,
    ...own.map((file) => file.path),
  ]);
  if (issues.length > 0) throw new ConfigError(issues);
  const files = [
    ...source,
    ...[...own, ...launchTexts(launch, launcherSha256)].map(({ path, text }) => textFile(path, text, host)),
    launcherFile,
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const lines = files.map((file) => `${file.sha256} ${file.executable ? "x" : "-"} ${file.path}\n`);
  return { manifest: host.sha256(lines.join("")), files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

function textFile(path: string, text: string, host: Host): BundleFile {
  return {
    path,
    executable: false,
    sha256: host.sha256(text),
    bytes: new TextEncoder().encode(text).length,
    content: { text },
  };
}

/** Files that the spec names must be there, and ours must find their place free. */
function checkFiles(spec: TrainerSpec, source: readonly BundleFile[], reserved: readonly string[]): Diagnostic[] {
  const paths = source.map((file) => file.path);
  const named = { entryPoint: spec.entryPoint, "environment.requirements": spec.environment?.requirements };
  const missing = Object.entries(named).flatMap(([path, name]): Diagnostic[] => {
    if (name === undefined || paths.includes(name.replace(/^\.\//, ""))) return [];
    const near = nearest(name, paths);
    const fix = near === undefined ? "Is it left out by an ignore file?" : `Did you mean ${JSON.stringify(near)}?`;
    return [
      {
        severity: "error",
        code: "missing-file",
        path,
        message: `${JSON.stringify(name)} is not among the ${paths.length} files of the source folder.`,
        fix,
      },
    ];
  });
  const taken = reserved.filter((name) => paths.includes(name));
  return [
    ...missing,
    ...taken.map((name): Diagnostic => ({
      severity: "error",
      code: "reserved-file",
      path: "source",
      message: `The folder holds a file ${name}, a name that Switchyard's own takes.`,
      fix: "Rename it, or name it in .switchyardignore.",
    })),
  ];
}
