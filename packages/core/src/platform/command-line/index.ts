export { containerCommands } from "./container-commands.ts";
export { isInside } from "./script-folder.ts";
export { namedWords } from "./named-words.ts";
export type { NamedWords } from "./named-words.ts";
export { scriptCallOf } from "./script-call.ts";
export type { ScriptCall } from "./script-call.ts";
export { shellCommands } from "./shell-commands.ts";
export type { ShellCommand } from "./shell-commands.ts";
export { plainWord } from "./shell-word.ts";
export type { ShellWord } from "./shell-word.ts";
export {
  environmentOfCall,
  isSecretName,
  mergeEnvironments,
  noteOnNoScript,
  notesOnCall,
  notesOnWords,
} from "./lifted-call.ts";
