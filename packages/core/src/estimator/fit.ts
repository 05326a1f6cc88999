import { retry } from "../call/retry.ts";
import type { InnerCall } from "../call/bounded.ts";
import type { TrainingDriver, TrainingTranslator } from "../contract/driver.ts";
import type { Host } from "../contract/host.ts";
import type { NativeRequest, Plan } from "../contract/plan.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import type { Bundle } from "../planning/bundle.ts";
import { makeReady, type ReadyPlan } from "./ready.ts";

export interface Fitting<R extends NativeRequest> {
  readonly translator: TrainingTranslator<R>;
  readonly driver: TrainingDriver<R>;
  readonly host: Host;
  readonly spec: TrainerSpec;
  readonly plan: Plan<R>;
  /** Absent where the source is not at hand; then what it makes must have been uploaded before. */
  readonly bundle?: Bundle | undefined;
  /** Called once, when everything is uploaded; what it throws keeps the job from being sent. */
  readonly beforeSending?: (call: InnerCall) => Promise<void>;
}

/**
 * Sends a plan: looks whether its job exists, uploads what is missing, then sends each step. However the network fails,
 * one native job comes of it: after an answer that never came the job is looked for before anything is sent again.
 */
export async function submit<R extends NativeRequest>(
  fitting: Fitting<R>,
  call: InnerCall,
): Promise<{ uri: string; created: boolean }> {
  const { translator, plan } = fitting;
  const ready = makeReady(fitting);
  const existing = await find(fitting, call);
  if (existing !== undefined) return { uri: existing, created: false };
  await upload(fitting, ready, call);
  await fitting.beforeSending?.(call);
  const created = await sendSteps(fitting, ready, call);
  const uri = await find(fitting, call);
  if (uri !== undefined) return { uri, created };
  throw new SwitchyardError("unexpected-reply", `${translator.platform} accepted the job but does not show it.`, {
    platform: translator.platform,
    retryable: true,
    hint: `Call fit() again: the same plan (${plan.identity.key}, run ${plan.identity.run}) never makes a second job.`,
  });
}

function find<R extends NativeRequest>({ driver, plan }: Fitting<R>, call: InnerCall): Promise<string | undefined> {
  return retry(call, (inner) => driver.find(plan, inner));
}

/** Uploads are named by content: one that is there already is the same one. */
export async function upload<R extends NativeRequest>(
  { translator, driver, host, bundle }: Pick<Fitting<R>, "translator" | "driver" | "host" | "bundle">,
  ready: Pick<ReadyPlan<R>, "uploads">,
  call: InnerCall,
): Promise<void> {
  for (const { to, format } of ready.uploads) {
    // Loose files come with the first platform that both runs jobs and takes them.
    if (format === "files") throw new SwitchyardError("unsupported", `${to}: loose files cannot be uploaded yet.`);
    await retry(call, async (inner) => {
      if ((await driver.store.head(to, inner)) !== undefined) return;
      if (bundle === undefined) throw missingBundle(translator.platform, to);
      await driver.store.put(to, host.archive(bundle.files, format), inner);
    });
  }
}

function missingBundle(platform: string, to: string): SwitchyardError {
  return new SwitchyardError("not-found", `The run's source is no longer at ${to}, where it was uploaded.`, {
    platform,
    hint: "Start the same run again with its spec and its source folder: it goes on, and the source is uploaded again.",
  });
}

async function sendSteps<R extends NativeRequest>(
  fitting: Fitting<R>,
  ready: ReadyPlan<R>,
  call: InnerCall,
): Promise<boolean> {
  const replies: Record<string, unknown> = {};
  let created = false;
  for (const request of fitting.plan.requests) {
    const sent = await sendOnce(fitting, ready.body(request, replies), request, call);
    if (sent === "found") return true;
    replies[request.step] = sent.reply;
    created ||= sent.created;
  }
  return created;
}

/** One step, at most once: an ambiguous failure is cleared up by looking for the job. */
async function sendOnce<R extends NativeRequest>(
  fitting: Fitting<R>,
  body: object,
  request: R,
  call: InnerCall,
): Promise<"found" | { reply: unknown; created: boolean }> {
  return retry(
    call,
    async (inner) => {
      try {
        return await fitting.driver.send({ request, body }, fitting.plan, inner);
      } catch (error) {
        if (!isAmbiguous(error)) throw error;
        if ((await find(fitting, inner)) !== undefined) return "found";
        throw error;
      }
    },
    { when: (error) => SwitchyardError.is(error) && (error.retryable || error.ambiguous) },
  );
}

function isAmbiguous(error: unknown): boolean {
  return SwitchyardError.is(error) && error.ambiguous;
}
