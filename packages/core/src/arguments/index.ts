export type { TrainingArguments4 } from "./training-arguments-4.gen.ts";
export type { TrainingArguments5 } from "./training-arguments-5.gen.ts";
export type {
  MajorOf,
  TrainingArguments,
  TrainingArgumentsByMajor,
  TransformersVersion,
} from "./training-arguments.ts";
export type {
  AcceleratorConfig,
  CheckpointingKwargs,
  FsdpConfig4,
  FsdpConfig5,
  LigerKernelConfig,
} from "./config-objects.ts";
export type { ArgumentKind, ArgumentRow, ArgumentTable, ArgvForm, EarlierState } from "./argument-table.ts";
export { table4 } from "./table-4.data.ts";
export { table5 } from "./table-5.data.ts";
export { dialectOf, isSameDialect } from "./dialect.ts";
export type { Dialect } from "./dialect.ts";
export { checkTrainingArguments } from "./check.ts";
export { checkAcceleratorRules } from "./accelerator-rules.ts";
export type { AcceleratorAbilities } from "./accelerator-rules.ts";
export { encodeArguments } from "./argv.ts";
export type { EncodedArguments } from "./argv.ts";
export { encodeScriptArguments } from "./script-arguments.ts";
export { encodeJsonArguments } from "./json-arguments.ts";
export type { JsonArguments } from "./json-arguments.ts";
export { carryArguments } from "./carry.ts";
export type { ArgumentChannel, CarriedArguments, GivenArguments } from "./carry.ts";
export { checkRankRules } from "./rank-rules.ts";
export type { Ranks } from "./rank-rules.ts";
export { checkAccelerateVariables } from "./check-accelerate.ts";
export type { AccelerateSetup } from "./check-accelerate.ts";
export { migrateArguments } from "./migrate/migrate.ts";
export type { MigratedArguments } from "./migrate/migrate.ts";
