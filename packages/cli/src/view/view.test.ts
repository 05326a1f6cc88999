import { describe, expect, it, vi } from "vitest";
import { fakeShell } from "../testing/fake-shell.ts";
import { log, metric, progress, state } from "../testing/fake-platform.ts";
import { cleanLine, cleanText } from "./clean.ts";
import { compactJson } from "./compact-json.ts";
import { LiveBlock } from "./live-block.ts";
import { liveLine, plainLine } from "./lines.ts";
import { formatBytes, formatDuration, formatNumber, toJsonLine } from "./numbers.ts";
import { advance, noProgress, secondsLeft, type Progress } from "./progress.ts";
import { styleFor } from "./style.ts";
import { cutToWidth } from "./width.ts";

const after = (...events: Parameters<typeof advance>[1][]): Progress => events.reduce(advance, noProgress);

describe("cleanLine", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;owned\u0007title", "title"],
    ["\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u001b[2J\u001b[Hhome", "home"],
    ["\u009b2Jc1", "c1"],
    ["\u001bPdevice\u001b\\x", "x"],
    ["\u001bcreset", "reset"],
    ["half \u001b[", "half "],
    [" 10%\r 50%\r100%\r", "100%"],
    ["a\tb", "a    b"],
    ["bell\u0007 back\u0008", "bell back"],
    ["\u202eevil", "evil"],
    ["Grüße, 世界 🙂", "Grüße, 世界 🙂"],
  ])("makes %j safe", (text, safe) => {
    expect(cleanLine(text)).toBe(safe);
  });

  it("keeps the lines of a traceback apart", () => {
    expect(cleanText("a\r\n\u001b[1mb\n  c")).toBe("a\nb\n  c");
  });
});

describe("cutToWidth", () => {
  it.each([
    ["short", 10, "short"],
    ["exactly", 7, "exactly"],
    ["too long", 5, "too …"],
    ["世界世界", 5, "世界…"],
    ["e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"],
  ])("cuts %j to %i columns", (text, width, cut) => {
    expect(cutToWidth(text, width)).toBe(cut);
  });
});

describe("numbers", () => {
  it("are written as people read them", () => {
    expect([0.41234, 5e-5, 0, 3, 1234.5, Number.NaN, 0.97].map(formatNumber)).toEqual([
      "0.4123",
      "5.00e-5",
      "0",
      "3",
      "1235",
      "NaN",
      "0.97",
    ]);
    expect([3.2, 200, 7500, -1].map(formatDuration)).toEqual(["3s", "3m 20s", "2h 5m", "0s"]);
    expect([0, 999, 12_345, 4_600_000_000].map(formatBytes)).toEqual(["0 B", "999 B", "12.3 kB", "4.6 GB"]);
  });

  it("that JSON does not have become strings", () => {
    expect(toJsonLine({ a: Number.NaN, b: [Infinity, -Infinity], c: 1 })).toBe(
      '{"a":"NaN","b":["Infinity","-Infinity"],"c":1}',
    );
  });
});

describe("progress", () => {
  it("keeps the last state, step and metrics", () => {
    expect(
      after(state("running", "Training"), progress(20, 150), metric(20, { loss: 0.4 }), metric(30, { eval_loss: 0.3 })),
    ).toMatchObject({
      state: "running",
      message: "Training",
      of: 150,
      newest: { step: 30 },
      metrics: { loss: 0.4, eval_loss: 0.3 },
    });
  });

  it("forgets why an earlier state was as it was", () => {
    expect(after(state("preparing", "Downloading"), state("running"))).not.toHaveProperty("message");
  });

  it("tells the time left by the job's own clock", () => {
    const told = after(progress(10, 110, "2026-01-01T00:00:00.000Z"), progress(60, 110, "2026-01-01T00:01:40.000Z"));
    expect(secondsLeft(told)).toBe(100);
    expect(secondsLeft(after(progress(10, 110)))).toBeUndefined();
  });

  it("measures anew when a job begins again from a checkpoint", () => {
    const told = after(
      progress(10, 110, "2026-01-01T00:00:00.000Z"),
      progress(60, 110, "2026-01-01T00:00:10.000Z"),
      progress(50, 110, "2026-01-01T01:00:00.000Z"),
      progress(60, 110, "2026-01-01T01:01:00.000Z"),
    );
    expect(secondsLeft(told)).toBe(300);
  });
});

describe("lines", () => {
  const style = styleFor(fakeShell().stdout, fakeShell(), false);

  it("show a running job at one glance", () => {
    const told = after(
      state("running"),
      progress(10, 110, "2026-01-02T03:04:05.000Z"),
      progress(60, 110, "2026-01-02T03:05:45.000Z"),
      metric(60, { loss: 0.41234, eval_accuracy: 0.9, eval_runtime: 3 }),
    );
    expect(liveLine("bert-1", told, Date.parse("2026-01-02T03:07:05.000Z"))).toMatch(
      /^bert-1  running  step 60\/110  loss 0.4123  eval_accuracy 0.9  .*3m 0s$/,
    );
  });

  it("give the platform's own words the last place, and their first line alone", () => {
    expect(
      liveLine("bert-1", after(state("preparing", "Downloading\nmore")), Date.parse("2026-01-02T03:04:08.000Z")),
    ).toBe("bert-1  preparing  3s  Downloading");
  });

  it("are plain in a pipe", () => {
    const told = after(state("running", "Training"), progress(20, 150));
    expect(plainLine(state("running"), told, style)).toBe("running Training");
    expect(plainLine(metric(20, { loss: 0.41, learning_rate: 5e-5 }), told, style)).toBe(
      "step 20/150 loss 0.41 learning_rate 5.00e-5",
    );
    expect(plainLine(log("hello"), told, style)).toBe("hello");
    expect(plainLine(log("hello", 1), told, style)).toBe("[1] hello");
    expect(plainLine(progress(20, 150), told, style)).toBeUndefined();
    const warning = { time: "", cursor: "", type: "warning", code: "a", message: "B is so.", fix: "Do C." } as const;
    expect(plainLine(warning, told, style)).toBe("warning: B is so. Do C.");
  });

  it("pass remote text on as it is in a pipe, and safe in a terminal", () => {
    const person = fakeShell({ interactive: true });
    expect(plainLine(log("\u001b[2Jx"), noProgress, style)).toBe("\u001b[2Jx");
    expect(plainLine(log("\u001b[2Jx"), noProgress, styleFor(person.stdout, person, false))).toBe("x");
  });
});

describe("colours", () => {
  const paint = (environment: Record<string, string>, noColor = false, interactive = true): string => {
    const shell = fakeShell({ interactive, environment });
    return styleFor(shell.stdout, shell, noColor).red("x");
  };
  it("are for terminals that want them", () => {
    expect(paint({})).toBe("\u001b[31mx\u001b[0m");
    expect(paint({ NO_COLOR: "" })).toContain("\u001b");
    expect([paint({ NO_COLOR: "1" }), paint({}, true), paint({ TERM: "dumb" }), paint({}, false, false)]).toEqual([
      "x",
      "x",
      "x",
      "x",
    ]);
  });
});

describe("LiveBlock", () => {
  it("is rewritten in place, below the lines that pass, and cut to the width", async () => {
    vi.useFakeTimers();
    const shell = fakeShell({ interactive: true });
    const block = new LiveBlock(shell.stdout, () => ["first", "x".repeat(100)]);
    block.changed();
    await vi.advanceTimersByTimeAsync(60);
    await block.pass("a log line");
    await vi.advanceTimersByTimeAsync(60);
    await block.close();
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    const drawn = `first\n${"x".repeat(78)}…`;
    const erased = "\r\u001b[1A\u001b[J";
    expect(shell.out()).toBe(`${drawn}${erased}a log line\n${drawn}${erased}`);
  });

  it("draws once for many lines in a row", async () => {
    vi.useFakeTimers();
    const shell = fakeShell({ interactive: true });
    const block = new LiveBlock(shell.stdout, () => ["live"]);
    for (let line = 0; line < 1000; line += 1) await block.pass("x");
    await vi.advanceTimersByTimeAsync(60);
    await block.close();
    vi.useRealTimers();
    expect(shell.out().split("live")).toHaveLength(2);
  });
});

describe("compactJson", () => {
  it("is JSON, and breaks only what is too long", () => {
    const value = { name: "x", list: [1, { a: null }], empty: {}, none: [], long: ["a".repeat(30), "b".repeat(30)] };
    const text = compactJson(value, 0, 40);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).toContain('"list": [1, { "a": null }]');
    expect(text.split("\n").length).toBe(10);
  });
});
