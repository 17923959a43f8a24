import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { atOnce } from "../../../src/async/steps.ts";
import { LogSlices, type SpecSlice, sliceSteps, sliceText } from "../../../src/suite/log/slices.ts";

const logOf = (folder: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/suite/${folder}/e2e.log`, import.meta.url)));

function slicesOf(log: Uint8Array): SpecSlice[] {
  const slices: SpecSlice[] = [];
  atOnce(sliceSteps(log, (slice) => slices.push(slice)));
  return slices;
}

const find = (slices: readonly SpecSlice[], words: string) =>
  slices.find(({ spec }) => spec.name.includes(words)) as SpecSlice;

describe("the slices of a log", () => {
  test("a serial one begins with the spec's heading, and goes on to its end", () => {
    const text = sliceText(find(slicesOf(logOf("ginkgo2/serial")), "submitted and removed"));
    expect(text[0]).toStartWith("[sig-node] Pods should be submitted and removed");
    expect(text).toContain("  ------------------------------");
    expect(text.at(-1)).toBe("• [0.000 seconds]");
  });

  test("a parallel one begins with its outcome, and has its timeline", () => {
    const text = sliceText(find(slicesOf(logOf("ginkgo2/parallel")), "session affinity work for NodePort"));
    expect(text[0]).toMatch(/^• \[FAILED\]/);
    expect(text.join("\n")).toContain('Destroying namespace "services-4291"');
  });

  test("one of Ginkgo 1 has its two lines of heading", () => {
    const text = sliceText(find(slicesOf(logOf("ginkgo1/verbose")), "session affinity work for NodePort"));
    expect(text.slice(0, 2)).toEqual([
      "[sig-network] Services ",
      "  should have session affinity work for NodePort service [LinuxOnly] [Conformance]",
    ]);
  });

  test("knows the number of its first line, in serial and parallel logs and in those of Ginkgo 1", () => {
    for (const folder of ["ginkgo2/serial", "ginkgo2/parallel", "ginkgo1/verbose"]) {
      const lines = new TextDecoder().decode(logOf(folder)).split(/\r?\n/);
      const slices = slicesOf(logOf(folder));
      expect(slices.length).toBeGreaterThan(3);
      for (const slice of slices) {
        const text = sliceText(slice);
        expect(lines.slice(slice.firstLine - 1, slice.firstLine - 1 + text.length)).toEqual(text);
      }
    }
  });

  test("knows the process that ran a spec", () => {
    const processes = (folder: string) => new Set(slicesOf(logOf(folder)).map(({ process }) => process));
    expect(processes("ginkgo2/parallel")).toEqual(new Set([undefined, 32602]));
    expect(processes("ginkgo1/verbose")).toEqual(new Set([undefined]));
  });

  test("knows when a spec ran, and which passed only on a retry", () => {
    const slices = slicesOf(logOf("ginkgo2/serial"));
    const { began, ended } = find(slices, "submitted and removed");
    expect(new Date(began ?? 0).toISOString()).toMatch(/^2026-11-20T23:5/);
    expect(ended).toBeGreaterThanOrEqual(began ?? Number.NaN);
    expect(slices.filter(({ flaked }) => flaked)).toHaveLength(1);
  });

  test("are the same wherever the chunks end", () => {
    const log = logOf("ginkgo2/parallel");
    const whole = slicesOf(log).map(sliceText);
    const slices = new LogSlices();
    const bits: SpecSlice[] = [];
    for (let at = 0; at < log.length; at += 7) bits.push(...slices.push(log.subarray(at, at + 7)));
    bits.push(...slices.end());
    expect(bits.map(sliceText)).toEqual(whole);
  });

  test("keep no more than a bound of a spec that prints without end", () => {
    const slices = new LogSlices();
    const encoder = new TextEncoder();
    slices.push(encoder.encode("------------------------------\n[sig-x] a spec\ne2e/suite_test.go:1\n"));
    const piece = encoder.encode(`${"x".repeat(1023)}\n`.repeat(1024));
    for (let n = 0; n < 40; n++) slices.push(piece);
    const [slice] = slices.push(encoder.encode("• [1.000 seconds]\n------------------------------\n"));
    expect(slice?.cut).toBe(true);
    expect(slice?.bytes.length).toBeLessThan(17 * 2 ** 20);
    expect(slice?.spec.name).toBe("[sig-x] a spec");
  });
});
