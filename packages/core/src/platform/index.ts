/**
 * What platform packages are built of, beside the contract: bodies put together from parts, the leaves of a body, the words
 * of a script's command line. Whoever writes a platform may use it; users of one do not need it. Web standards only.
 */
export { bounded } from "../call/bounded.ts";
export type { InnerCall } from "../call/bounded.ts";
export { nativeCall, notFoundAsUndefined } from "./native-call.ts";
export type { FailedCall } from "./native-call.ts";
export { assemble, byName } from "./assemble.ts";
export type { Assembly, Incomplete, Merging, Part } from "./assemble.ts";
export { atNativeFields } from "../planning/native-places.ts";
export { checkpointBase, checkpointPlace, checkpointsVariable, ownCheckpointPath } from "../launch/checkpoint-place.ts";
export { madeCheckpointPlace, resumesBySelf, trialsKeepNone } from "./checkpoints.ts";
export { findUnsupported } from "./unsupported.ts";
export { checkLaunchKind } from "./launch-kind.ts";
export { checkSecretName } from "../launch/secret-references.ts";
export { missingSetting } from "./missing-setting.ts";
export type { SettingSource } from "./missing-setting.ts";
export { below, hasParts, leavesOf } from "./pointer.ts";
export type { Leaf } from "./pointer.ts";
export { withoutUndefined } from "./without-undefined.ts";

export { isTrainingArgument, majorFor, misfitOf, readArgument, takes } from "./argument-types.ts";
export { joinedSpecs } from "./joined-specs.ts";
export { argumentValue, liftWords, olderRelease, scriptValue, spelling } from "./lift-words.ts";
export type { LiftedWords, LiftWordsOptions } from "./lift-words.ts";
export { isMembers, lost, made, membersOf, unsaid } from "./lifted.ts";
export type { Members } from "./lifted.ts";
export {
  containerCommands,
  environmentOfCall,
  isInside,
  isSecretName,
  mergeEnvironments,
  namedWords,
  noteOnNoScript,
  notesOnCall,
  notesOnWords,
  plainWord,
  scriptCallOf,
  shellCommands,
} from "./command-line/index.ts";
export type { NamedWords, ScriptCall, ShellCommand, ShellWord } from "./command-line/index.ts";
