import { expect, it } from "vitest";
import { dialectOf, isSameDialect } from "./dialect.ts";

it.each([
  [undefined, "5.23"],
  ["5", "5.23"],
  ["5.3", "5.3"],
  ["5.3.0", "5.3"],
  ["5.18.0.dev0", "5.18"],
  ["4", "4.57"],
  ["4.57.6", "4.57"],
])("reads %s as %s", (version, label) => {
  expect(dialectOf(version)).toMatchObject({ dialect: { label }, diagnostics: [] });
});

it.each([
  ["4.49", "4.57"],
  ["4.60", "4.57"],
  ["5.99", "5.23"],
])("answers %s by its neighbour %s and says so", (version, label) => {
  const { dialect, diagnostics } = dialectOf(version);
  expect(dialect?.label).toBe(label);
  expect(diagnostics).toMatchObject([
    { severity: "warning", code: "unchecked-version", path: "environment.transformers" },
  ]);
});

it.each(["6.0", "3.5", "latest", "", "5.x", "v5"])("refuses %j", (version) => {
  const { dialect, diagnostics } = dialectOf(version);
  expect(dialect).toBeUndefined();
  expect(diagnostics).toMatchObject([{ severity: "error", code: "unknown-version" }]);
});

it("gives each row as the minor has it", () => {
  const row = (version: string, name: string) => dialectOf(version).dialect?.rows.get(name);
  expect(row("5.5", "trackio_space_id")?.default).toBe("trackio");
  expect(row("5.6", "trackio_space_id")?.default).toBeNull();
  expect(row("5.9", "fsdp")?.argv).toBe("words");
  expect(row("5.10", "fsdp")?.argv).toBe("flag");
  expect(row("5.22", "gradient_checkpointing")).toMatchObject({ types: ["boolean"], default: false });
  expect(row("5.3", "lr_scheduler_type")?.choices).not.toContain("greedy");
  expect(row("5.4", "lr_scheduler_type")?.choices).toContain("greedy");
});

it("knows releases whose arguments are the same", () => {
  expect(isSameDialect("5", undefined)).toBe(true);
  expect(isSameDialect("5.3", "5.3.0")).toBe(true);
  expect(isSameDialect("5.3", "5.4")).toBe(false);
  expect(isSameDialect("5", "4")).toBe(false);
  expect(isSameDialect("5", "5.999")).toBe(false);
  expect(isSameDialect("6", "6")).toBe(false);
});
