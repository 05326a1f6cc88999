import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { lazyClients } from "../clients.ts";
import { resolveSettings } from "../settings.ts";
import { cloudWatchLogs } from "./logs.ts";

interface Page {
  readonly events: readonly { readonly timestamp: number; readonly message: string }[];
  readonly nextForwardToken: string;
}

type Asked = Readonly<Record<string, unknown>>;

const uri = "sagemaker://us-east-1/training-job/bert-1";
const logs = cloudWatchLogs(
  lazyClients(
    resolveSettings(
      { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } },
      () => undefined,
    ),
  ),
);
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Answers each operation of CloudWatch Logs by a function of its request; gives what was asked. */
function serve(answer: (asked: Asked) => object): Asked[] {
  const asked: Asked[] = [];
  server.use(
    http.post("https://logs.us-east-1.amazonaws.com/", async ({ request }) => {
      const body = (await request.json()) as Asked;
      asked.push(body);
      const reply = answer(body);
      return HttpResponse.json(reply, { status: "__type" in reply ? 400 : 200 });
    }),
  );
  return asked;
}

const event = (timestamp: number, message: string) => ({ timestamp, message });
const lines = (page: { readonly lines: readonly { readonly line: string }[] }) => page.lines.map(({ line }) => line);

/** A stream whose tokens are offsets, and which refuses those of `stale`. */
function streamOf(events: Page["events"], pageSize: number, stale: readonly string[] = []) {
  return ({ nextToken, startTime = 0 }: Asked) => {
    if (stale.includes(String(nextToken)))
      return { __type: "InvalidParameterException", message: "The specified nextToken is invalid." };
    const from =
      nextToken === undefined ? events.findIndex((item) => item.timestamp >= Number(startTime)) : Number(nextToken);
    const start = from === -1 ? events.length : from;
    const page = events.slice(start, start + pageSize);
    return { events: page, nextForwardToken: String(start + page.length) } satisfies Page;
  };
}

describe("a job's streams", () => {
  it("are all found, page by page, and only those of this job", async () => {
    const asked = serve(({ nextToken }) =>
      nextToken === undefined
        ? { logStreams: [{ logStreamName: "bert-1/algo-1-1" }], nextToken: "more" }
        : { logStreams: [{ logStreamName: "bert-1/algo-12-1" }, { logStreamName: "bert-1/algo-1-2" }] },
    );
    expect(await logs.streams(uri, {})).toEqual([
      { id: "bert-1/algo-1-1", node: 0 },
      { id: "bert-1/algo-12-1", node: 11 },
      { id: "bert-1/algo-1-2", node: 0 },
    ]);
    expect(asked[0]).toMatchObject({ logGroupName: "/aws/sagemaker/TrainingJobs", logStreamNamePrefix: "bert-1/" });
  });

  it("are none before the account's first job", async () => {
    serve(() => ({ __type: "ResourceNotFoundException", message: "The specified log group does not exist." }));
    expect(await logs.streams(uri, {})).toEqual([]);
  });
});

describe("reading a stream", () => {
  const events = [event(1, "a\n"), event(1, "b"), event(2, "c"), event(2, "d"), event(2, "e"), event(3, "f")];

  async function readAll(cursor?: string): Promise<{ all: string[]; cursors: string[] }> {
    const all: string[] = [];
    const cursors: string[] = [];
    for (let at = cursor; ;) {
      const page = await logs.read(uri, "s", at, {});
      all.push(...lines(page));
      cursors.push((at = page.cursor));
      if (page.end) return { all, cursors };
    }
  }

  it("goes on until the token repeats", async () => {
    serve(streamOf(events, 2));
    expect((await readAll()).all).toEqual(["a", "b", "c", "d", "e", "f"]);
  });

  it("goes on behind a page that is empty although more follow", async () => {
    serve(({ nextToken }) =>
      nextToken === undefined ? { events: [], nextForwardToken: "0" } : streamOf(events, 9)({ nextToken }),
    );
    expect((await readAll()).all).toEqual(["a", "b", "c", "d", "e", "f"]);
  });

  it("resumes behind every cursor without losing or repeating a line", async () => {
    serve(streamOf(events, 1));
    const { cursors } = await readAll();
    for (const [index, cursor] of cursors.entries()) {
      expect((await readAll(cursor)).all).toEqual(["a", "b", "c", "d", "e", "f"].slice(index + 1));
    }
  });

  it.each([1, 2, 3, 9])("resumes so with tokens that have expired, from pages of %i", async (pageSize) => {
    serve(streamOf(events, 1));
    const { cursors } = await readAll();
    for (const [index, cursor] of cursors.entries()) {
      const token = cursor.split(":")[2] ?? "";
      const old = cursor.replace(/:[^:]*$/, ":old");
      expect(token).not.toBe("old");
      serve(streamOf(events, pageSize, ["old"]));
      expect((await readAll(old)).all).toEqual(["a", "b", "c", "d", "e", "f"].slice(index + 1));
    }
  });

  it("finds nothing in a stream that is gone", async () => {
    serve(() => ({ __type: "ResourceNotFoundException", message: "The specified log stream does not exist." }));
    expect(await logs.read(uri, "s", undefined, {})).toMatchObject({ lines: [], end: true });
  });

  it("refuses a cursor that is none of its own", async () => {
    await expect(logs.read(uri, "s", "yesterday", {})).rejects.toMatchObject({ code: "config" });
  });

  it("passes other errors on", async () => {
    serve(() => ({ __type: "ThrottlingException", message: "Rate exceeded" }));
    await expect(logs.read(uri, "s", undefined, {})).rejects.toMatchObject({ code: "throttled" });
  });

  it("from its end asks for the newest page", async () => {
    const asked = serve(() => ({ events, nextForwardToken: "6" }));
    expect((await logs.tail(uri, "s", {})).at(-1)).toEqual({ time: "1970-01-01T00:00:00.003Z", line: "f" });
    expect(asked[0]).toMatchObject({ startFromHead: false });
  });
});
