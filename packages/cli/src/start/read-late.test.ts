import { expect, it } from "vitest";
import { readLate } from "./read-late.ts";

it("reads an entry when it is asked for, and once", () => {
  const table = readLate({ one: '{"a":[1]}', two: "2", broken: "{" });
  expect(Object.keys(table)).toEqual(["one", "two", "broken"]);
  expect(table["one"]).toEqual({ a: [1] });
  expect(table["one"]).toBe(table["one"]);
  expect(table["two"]).toBe(2);
  expect(table["three"]).toBeUndefined();
  expect(table["toString"]).toBeUndefined();
  expect(() => table["broken"]).toThrow(SyntaxError);
});
