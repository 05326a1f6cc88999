import type { TrainerSpec } from "../contract/spec.ts";

/** Parts of one spec as one. A later part wins, but for `outputs`, whose leaves come from several native members. */
export function joinedSpecs(parts: readonly (Partial<TrainerSpec> | undefined)[]): Partial<TrainerSpec> {
  const { outputs: _last, ...joined } = Object.assign({}, ...parts) as Partial<TrainerSpec>;
  const outputs = Object.assign({}, ...parts.map((part) => part?.outputs)) as NonNullable<TrainerSpec["outputs"]>;
  return Object.keys(outputs).length === 0 ? joined : { ...joined, outputs };
}
