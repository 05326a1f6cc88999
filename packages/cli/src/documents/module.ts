import { pathToFileURL } from "node:url";
import { configError, SwitchyardError } from "@switchyard/core";
import type { Document } from "./document.ts";
import { importModule } from "./import-module.ts";

/**
 * The default export of a JavaScript or TypeScript module. Newer Node releases read TypeScript themselves; elsewhere,
 * and for syntax that cannot merely be stripped (enums), tsx does it, at 300 to 600 ms.
 *
 * @throws {ConfigError} when the module fails or exports no default.
 */
export async function loadModule(file: string, label: string): Promise<Document> {
  const namespace = await importFile(file).catch((cause: unknown) => {
    throw SwitchyardError.is(cause, "config") ? cause : failed(cause, label);
  });
  const value = defaultExport(namespace);
  if (value === undefined) {
    throw configError("no-default-export", label, "The module has no default export.", "Write `export default { … }`.");
  }
  return { value, find: () => undefined };
}

async function importFile(file: string): Promise<object> {
  const url = pathToFileURL(file).href;
  if (!/\.m?ts$/.test(file)) return importModule(url);
  if (
    !(
      "typescript" in process.features &&
      process.features.typescript !== false &&
      process.features.typescript !== undefined
    )
  )
    return importWithTsx(url);
  try {
    return await importModule(url);
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") throw cause;
    return importWithTsx(url);
  }
}

async function importWithTsx(url: string): Promise<object> {
  const { tsImport } = await importModule<typeof import("tsx/esm/api")>("tsx/esm/api");
  return (await tsImport(url, pathToFileURL(import.meta.filename).href)) as object;
}

/** A module that was read as CommonJS carries its exports one level deeper. */
function defaultExport(namespace: object): unknown {
  const value = (namespace as { default?: unknown }).default;
  const isCommonJs = typeof value === "object" && value !== null && "__esModule" in value;
  return isCommonJs ? (value as { default?: unknown }).default : value;
}

function failed(cause: unknown, label: string): SwitchyardError {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const missing = /Cannot find (?:package|module) '((?:@[\w.-]+\/)?[\w.-]+)'/.exec(reason)?.[1];
  const fix =
    missing === undefined
      ? "Correct the module; SWITCHYARD_DEBUG=1 shows where it failed."
      : `Run \`npm install ${missing}\`.`;
  const error = configError(
    "module-failed",
    label,
    `The module could not be loaded. ${reason.split("\n").slice(0, 12).join("\n")}`,
    fix,
  );
  Object.defineProperty(error, "cause", { value: cause });
  return error;
}
