import { spawn } from "node:child_process";
import { root } from "./paths.mjs";

/**
 * Runs a program to its end. With `live` its output goes to the terminal; otherwise it is kept and returned.
 *
 * @returns {Promise<{ code: number, output: string, stdout: string, seconds: number }>}
 */
export function run(program, parameters, { live = false, folder = root, environment = {} } = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: live ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => ((output += text), (stdout += text)));
    child.stderr?.setEncoding("utf8").on("data", (text) => (output += text));
    const finish = (code) => resolve({ code, output, stdout, seconds: (performance.now() - started) / 1000 });
    child.on("error", (error) => {
      output += `${program}: ${error.message}\n`;
      finish(127);
    });
    child.on("close", (code, signal) => finish(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

/** Runs a JavaScript program with this Node: `npx` would cost a second each time. */
export const runNode = (script, parameters, options) => run(process.execPath, [script, ...parameters], options);
