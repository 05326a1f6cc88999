/**
 * What every platform of Switchyard must do, as named checks that any test runner can run. For Node.
 *
 *     for (const { name, run } of conformanceChecks({ make, settings })) test(name, run);
 */
export { conformanceChecks } from "./checks.ts";
export { swallowedLeaves } from "../lifting/accounting.ts";
export type { NativeLeaf } from "../lifting/accounting.ts";
export type { ConformanceCheck, Pair, PlanMaker, PlatformUnderTest } from "./platform-under-test.ts";
export { nativeFaults } from "./faults.ts";
export type { FaultKind, NativeFault } from "./faults.ts";
export type { NativeShape } from "./native-shape.ts";
export { memoryHost } from "./memory-host.ts";
export type { MemoryHost } from "./memory-host.ts";
export { runtimeTrap } from "./trap.ts";
export type { Report, Trap } from "./trap.ts";
