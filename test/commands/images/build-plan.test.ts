import { expect, test } from "bun:test";
import { program } from "../program.ts";

const plan = (...words: string[]) => program(["images", "build-plan", ...words]);

test("a table of what to build, and the number of tests that fail without it", async () => {
  const { code, stdout, stderr } = await plan("--arch", "mips64le", "--release", "v1.37");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^registry\.k8s\.io\/pause:3\.10\.2 +51 +build\/pause +scratch +pause, one small/m);
  expect(stderr).toBe("v1.37 for linux/mips64le: 12 images to build, 0 are published\n");
});

test("Markdown has the commands, JSON everything", async () => {
  const { stdout } = await plan("--arch", "riscv64", "-o", "markdown", "--release", "v1.37");
  expect(stdout).toContain("make -C build/pause container ARCH=riscv64");
  expect(stdout).toContain("<details><summary>462 required tests fail without it</summary>");
  const document = JSON.parse((await plan("--arch", "riscv64", "-o", "json", "--release", "v1.37")).stdout);
  expect(document).toMatchObject({ release: "v1.37", arch: "riscv64" });
  expect(document.items).toHaveLength(12);
});

test("one architecture, in Go's words", async () => {
  expect((await plan("--arch", "amd64,arm64")).stderr).toContain("a plan is for one architecture");
  expect((await plan("--arch", "mips 64")).stderr).toContain("--arch mips 64: not an architecture");
  expect((await plan()).code).toBe(2);
});
