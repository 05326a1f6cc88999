import { describe, expect, it } from "vitest";
import { gpuPackages } from "./torch.mjs";

const report = (...names) => ({
  install: names.map((each) => {
    const [name, version] = each.split(" ");
    return { metadata: { name, version } };
  }),
});

describe("gpuPackages", () => {
  it("lets a build through that is marked as one for the CPU", () => {
    expect(gpuPackages(report("torch 2.13.0+cpu", "numpy 2.4.6"), "linux", "x64")).toEqual([]);
  });

  it("stops at an unmarked torch on Linux x86-64, where the unmarked one is for GPUs", () => {
    expect(gpuPackages(report("torch 2.13.0", "numpy 2.4.6"), "linux", "x64")).toEqual(["torch 2.13.0"]);
  });

  it("lets an unmarked torch through where it brings nothing for a GPU", () => {
    expect(gpuPackages(report("torch 2.13.0", "numpy 2.4.6"), "darwin", "arm64")).toEqual([]);
    expect(gpuPackages(report("torch 2.13.0"), "linux", "arm64")).toEqual([]);
  });

  it("names what belongs to a GPU on any machine", () => {
    const found = gpuPackages(report("torch 2.13.0", "nvidia-cublas 13.1", "triton 3.7.1"), "linux", "arm64");
    expect(found).toEqual(["nvidia-cublas 13.1", "triton 3.7.1"]);
  });
});
