import { SwitchyardError } from "@switchyard/core";
import { expect, it } from "vitest";
import { answerError, attempt } from "./errors.ts";

const url = new URL("http://head:8265/api/jobs/");
const submit = { operation: "POST /api/jobs/", creates: true };
const answered = (statusCode: number, text: string, headers = {}) =>
  answerError(submit, { statusCode, headers }, text, url);

const traceback = (line: string): string =>
  `Traceback (most recent call last):\n  File "job_head.py", line 1\n${line}\n.\n`;

it.each([
  [
    500,
    traceback("ValueError: Job with submission_id a already exists. Please use a different submission_id."),
    "conflict",
    false,
  ],
  [
    500,
    traceback("RuntimeError: Attempted to delete job 'x', but it is in a non-terminal state RUNNING."),
    "conflict",
    false,
  ],
  [500, traceback("ValueError: Label key is wrong"), "request", false],
  [400, "TypeError: entrypoint_num_gpus must be a number", "request", false],
  [500, "500 Internal Server Error\n\nServer got itself in trouble", "unavailable", true],
  [503, "", "unavailable", true],
  [401, "Unauthorized: Missing authentication token", "auth", false],
  [403, "Forbidden: Invalid authentication token", "auth", false],
  [403, "no", "permission", false],
  [404, "Job x does not exist", "not-found", false],
  [405, "'POST' method not allowed for browser traffic.", "request", false],
  [413, "Maximum request body size 104857600 exceeded.", "request", false],
  [429, "slow down", "throttled", false],
])("%s %j is %s", (status, text, code, ambiguous) => {
  const error = answered(status, text);
  expect([error.code, error.ambiguous]).toEqual([code, ambiguous]);
  expect(error.message).toContain(`Ray answered POST /api/jobs/ with ${status}`);
  expect(error.message).not.toContain("Traceback");
});

it("names where a login page sends, and waits as long as it is told", () => {
  const moved = answered(302, "<html>please log in</html>", { location: "https://login.example/?secret=1" });
  expect(moved).toMatchObject({ code: "auth", message: expect.stringContaining("login.example") as string });
  expect(moved.message).not.toMatch(/secret|html/);
  expect(answered(429, "", { "retry-after": "3" }).retryAfter).toBe(3000);
});

it("keeps an error of ours, and takes one that nobody knows for an answer in doubt", async () => {
  const ours = new SwitchyardError("auth", "no");
  await expect(attempt(submit, undefined, () => Promise.reject(ours))).rejects.toBe(ours);
  const broken = attempt(submit, undefined, async () => JSON.parse("{") as unknown);
  await expect(broken).rejects.toMatchObject({ code: "unexpected-reply", ambiguous: true, retryable: false });
});
