import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { SwitchyardError, type CallOptions } from "@switchyard/core";
import { notFoundAsUndefined } from "@switchyard/core/platform";
import type { JobSubmitRequest } from "../native-types.ts";
import type { JobApi } from "./job-api.ts";

/** Times that a submission without an answer is sent again, after nothing came of it. */
const tries = 3;

/**
 * Submits a job under an id that is known before, so that an answer that never came is cleared up by looking for it.
 *
 * @throws {SwitchyardError} `conflict` when another job has the id.
 */
export async function submitOnce(api: JobApi, job: JobSubmitRequest, call: CallOptions): Promise<string> {
  const id = job.submission_id ?? `raysubmit_${randomBytes(8).toString("hex")}`;
  for (let left = tries; ; left -= 1) {
    try {
      await api.submit({ ...job, submission_id: id }, call);
      return id;
    } catch (error) {
      const isOpen = SwitchyardError.is(error) && (error.ambiguous || (error.code === "conflict" && left < tries));
      if (!isOpen) throw error;
      const found = await notFoundAsUndefined(api.get(id, call));
      const isOurs =
        found?.entrypoint === job.entrypoint && isDeepStrictEqual(found.metadata ?? {}, job.metadata ?? {});
      if (isOurs) return id;
      if (found !== undefined || left === 1) throw error;
    }
  }
}
