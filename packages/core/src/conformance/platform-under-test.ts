import type { Coverage, SpecPath } from "../contract/coverage.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { Lifted } from "../contract/driver.ts";
import type { Host } from "../contract/host.ts";
import type { Plan } from "../contract/plan.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import type { Study } from "../contract/study.ts";
import type { NativeShape } from "./native-shape.ts";
import type { Trap } from "./trap.ts";

/** Two values that must not give the same plan. */
export type Pair<T = unknown> = readonly [T, T];

/** What the kit uses of a platform. Every `PlanningPlatform` and `TrainingPlatform` is one. */
export interface PlanMaker {
  readonly id: string;
  estimator(spec: TrainerSpec): { plan(): Promise<Plan>; planTuning(study: Study): Promise<Plan> };
  lift(native: unknown): Promise<Lifted>;
}

/** A platform, and what the kit cannot know of it. Only `make` and `settings` are required. */
export interface PlatformUnderTest<Settings extends object = object> {
  /**
   * Makes the platform. Plans are quick with `host`, which holds a small source folder in memory; a platform that reads
   * its own needs `train.py`, `other.py`, `requirements.txt` and `more.txt` in the folders that `spec` and `pairs` name.
   */
  make(settings: Settings, host: Host): PlanMaker;
  /** Complete: a plan made with them lacks nothing. */
  readonly settings: Settings;
  /** Fields of the specs that the kit varies, such as an image that this platform needs. Default: one T4. */
  readonly spec?: Partial<TrainerSpec>;
  /** Fields in place of the kit's where it varies transformers' arguments: eight A100-80GB, and an image of one's own. */
  readonly argumentsSpec?: Partial<TrainerSpec>;
  /** Values for leaves of the spec in place of the kit's own, such as URIs of this platform's object store. */
  readonly pairs?: { readonly [P in SpecPath]?: readonly Pair[] };
  /** A study that the kit varies, in place of its own. `false`: the platform has no search, and says so. */
  readonly study?: Study | false;
  /** Native fields under `platforms.ID`, two unlike sets of them at a time; `[{}, { Field: 1 }]` is one. */
  readonly overrides?: readonly Pair<object>[];
  /**
   * What the vendor's schema says of `platforms.ID`. Each of its leaves is varied, and faults are drawn from it that must
   * be refused at their place.
   */
  readonly nativeShape?: NativeShape;
  /** Texts in the vendor's own forms, such as ARNs, from which leaves with a pattern take theirs. Default: none. */
  readonly nativeTexts?: readonly string[];
  /** How many leaves of `nativeShape` are varied, and how many faults are drawn, and by which seed. Default: all leaves, 40 faults. */
  readonly sample?: { readonly leaves?: number; readonly faults?: number; readonly seed?: number };
  /**
   * Who answers for each leaf. What is unsupported must be refused; what a rule carries must show in requests, or in files
   * of the platform's own, without help from core's launch file.
   */
  readonly coverage?: Coverage;
  /** Leaves that a rule carries with other settings; with these, core's launch file does. Default: none. */
  readonly byLauncher?: readonly SpecPath[];
  /** The leaves that `lift` reads back from a planned job. Default: none. */
  readonly lifts?: readonly SpecPath[];
  /** What `lift` is given of a plan. Default: its last request. */
  native?(plan: Plan): unknown;
  /** The vendor's own schema: every problem of a plan's requests. */
  schemaProblems?(plan: Plan): readonly Diagnostic[];
  /** What watches while a plan is made. Default: `runtimeTrap`. */
  readonly trap?: Trap;
}

/** One thing that every platform must do. */
export interface ConformanceCheck {
  /** A sentence, unique within its platform. */
  readonly name: string;
  /** @throws {Error} that says what was found, for which values. */
  run(): Promise<void>;
}
