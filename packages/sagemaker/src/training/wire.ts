import { SwitchyardError } from "@switchyard/core";
import { below } from "@switchyard/core/platform";

/**
 * Lets a request pass only when what it would send is what was planned. Amazon's client drops members that it does not
 * know, without a word. For a middleware behind the client's serializer, whose `request.body` is the wire's.
 *
 * @throws {SwitchyardError} `request`, with the pointers that differ, before anything is sent.
 */
export function assertAsPlanned(planned: object, request: unknown): void {
  const pointers = differences(planned, JSON.parse(bodyText(request)));
  if (pointers.length > 0) throw refusal(pointers);
}

function refusal(pointers: readonly string[]): SwitchyardError {
  const shown = pointers.slice(0, 10).join(", ");
  return new SwitchyardError(
    "request",
    `Nothing was sent: Amazon's client would send something else than was planned, at ${shown}.`,
    {
      platform: "sagemaker",
      hint: "The installed @aws-sdk/client-sagemaker does not know these members or changes their values. Use a newer one, or leave them out of `platforms.sagemaker`.",
    },
  );
}

function bodyText(request: unknown): string {
  const { body } = request as { readonly body?: unknown };
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new SwitchyardError(
    "request",
    "Nothing was sent: the body that Amazon's client made is neither text nor bytes, so it cannot be compared with the plan.",
    { platform: "sagemaker" },
  );
}

/** JSON pointers at which two values differ; the order of keys is free. Values are not said: they may be secret. */
export function differences(planned: unknown, sent: unknown, at = ""): string[] {
  if (!isContainer(planned) || !isContainer(sent) || Array.isArray(planned) !== Array.isArray(sent)) {
    return Object.is(planned, sent) ? [] : [at === "" ? "/" : at];
  }
  const keys = new Set([...Object.keys(planned), ...Object.keys(sent)]);
  return [...keys].flatMap((key) => {
    const [before, after] = [planned, sent].map((value) =>
      Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined,
    );
    return differences(before, after, below(at, key));
  });
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
