import { describe, expect, it } from "vitest";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import { bounded } from "./bounded.ts";
import { retry } from "./retry.ts";

const never = new AbortController().signal;
const throttled = (): never => {
  throw new SwitchyardError("throttled", "Slow down.");
};

describe("retry", () => {
  it("repeats what may succeed later and gives the first success", async () => {
    let calls = 0;
    const result = await retry({ signal: never }, async () => (++calls < 3 ? throttled() : calls), { firstDelay: 1 });
    expect(result).toBe(3);
  });

  it("gives up after its tries, and at once on what will not change", async () => {
    let calls = 0;
    await expect(
      retry({ signal: never }, async () => (calls++, throttled()), { tries: 4, firstDelay: 1 }),
    ).rejects.toThrow("Slow down.");
    expect(calls).toBe(4);
    calls = 0;
    const denied = async (): Promise<never> => {
      calls += 1;
      throw new SwitchyardError("permission", "No.");
    };
    await expect(retry({ signal: never }, denied)).rejects.toThrow("No.");
    expect(calls).toBe(1);
  });

  it("waits as long as the platform asks", async () => {
    let calls = 0;
    const started = Date.now();
    await retry(
      { signal: never },
      async () => {
        if (++calls === 1) throw new SwitchyardError("throttled", "Slow down.", { retryAfter: 60 });
      },
      { firstDelay: 1 },
    );
    expect(Date.now() - started).toBeGreaterThanOrEqual(55);
  });
});

describe("bounded", () => {
  it("rejects with the caller's reason, even when the callee does not listen", async () => {
    const controller = new AbortController();
    const call = bounded({ signal: controller.signal }, () => new Promise<never>(() => undefined));
    controller.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
    await expect(bounded({ signal: controller.signal }, async () => 1)).rejects.toThrow("enough");
  });

  it("turns its timeout into an error of its own and leaves no timer behind", async () => {
    await expect(
      bounded(
        { timeout: 5 },
        ({ signal }) =>
          new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
      ),
    ).rejects.toMatchObject({ code: "timeout" });
    expect(await bounded({ timeout: 60_000 }, async () => "done")).toBe("done");
  });
});
