import { readFileSync } from "node:fs";

/** The largest difference between the numbers of two safetensors files that hold the same tensors, all of them F32. */
export function largestDifference(one: string, other: string): number {
  const [a, b] = [readTensors(one), readTensors(other)];
  if (a.header !== b.header) return Number.POSITIVE_INFINITY;
  return a.numbers.reduce((largest, number, index) => Math.max(largest, Math.abs(number - (b.numbers[index] ?? 0))), 0);
}

/** Eight bytes of the header's length, the header in JSON, and the tensors' bytes one after the other. */
function readTensors(path: string): { header: string; numbers: Float32Array } {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = bytes.toString("utf8", 8, 8 + length);
  if (/"dtype":"(?!F32)/.test(header)) throw new Error(`${path} holds tensors that are not F32.`);
  // A copy, because the numbers must lie on a multiple of four bytes.
  return { header, numbers: new Float32Array(Uint8Array.from(bytes.subarray(8 + length)).buffer) };
}
