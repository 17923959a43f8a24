import { describe, expect, test } from "bun:test";
import { parse } from "yaml";
import { program } from "../program.ts";

const list = (...words: string[]) => program(["images", "list", ...words]);

describe("images list", () => {
  test("lists what a certified run pulls, with the tests that need each image", async () => {
    const { code, stdout, stderr } = await list("--release", "v1.37");
    expect(code).toBe(0);
    const [header, first, second] = stdout.split("\n");
    expect(header?.split(/\s{3,}/)).toEqual(["IMAGE", "TESTS"]);
    expect(first?.split(/\s{3,}/)).toEqual(["registry.k8s.io/conformance:v1.37.2", "462"]);
    expect(second?.split(/\s{3,}/)).toEqual(["registry.k8s.io/e2e-test-images/agnhost:2.55", "13"]);
    expect(stderr).toBe("v1.37: 12 images; 30 more are for tests without [Conformance] (--all)\n");
  });

  test("--all marks those that nobody can copy, with the reason", async () => {
    const { stdout } = await list("--release", "v1.37", "--all");
    const marked = stdout.split("\n").filter((line) => line.includes("cannot be copied"));
    expect(marked.map((line) => line.split(/\s{3,}/)[0])).toEqual([
      "gcr.io/k8s-authenticated-test/agnhost:2.6",
      "invalid.registry.k8s.io/invalid/alpine:3.1",
    ]);
    expect(marked[1]).toContain("it must not exist");
  });

  test("--arch says of each image whether it is published for it", async () => {
    const { stdout } = await list("--release", "v1.29", "--arch", "arm64,riscv64");
    const cells = stdout.split("\n").map((line) => line.split(/\s{3,}/));
    expect(cells[0]).toEqual(["IMAGE", "TESTS", "ARM64", "RISCV64"]);
    expect(cells[1]).toEqual(["registry.k8s.io/conformance:v1.29.6", "388", "yes", "no"]);
    expect(cells.find(([name]) => name?.includes("/etcd:"))?.slice(2)).toEqual(["unknown", "unknown"]);
  });

  test("-o json and -o yaml name the tests, the platforms and where it is built", async () => {
    const words = ["--release", "v1.37", "--arch", "arm64"];
    const { items, ...whole } = JSON.parse((await list(...words, "-o", "json")).stdout);
    expect(whole).toEqual({ release: "v1.37", source: "v1.37.2" });
    expect(items.find(({ name }: { name: string }) => name.includes("kitten"))).toEqual({
      name: "registry.k8s.io/e2e-test-images/kitten:1.8",
      required: true,
      registry: "promoterE2eRegistry",
      platforms: ["linux/amd64", "linux/arm64", "linux/ppc64le", "linux/s390x", "windows/amd64"],
      published: { arm64: "yes" },
      build: {
        folder: "test/images/kitten",
        version: "1.9",
        base: "registry.k8s.io/e2e-test-images/agnhost:2.66.1",
      },
      tests: [
        "[sig-node] ImageVolume should succeed with pod and pull policy of Always [LinuxOnly] [MinimumKubeletVersion:1.35] [Conformance]",
      ],
    });
    expect(parse((await list(...words, "-o", "yaml")).stdout).items).toEqual(items);
  });

  test("--conformance-image names another image, whose tag tells the release", async () => {
    const { stdout } = await list("--conformance-image", "acme.example.com/suite:v1.36.1-acme", "-o", "name");
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      "acme.example.com/suite:v1.36.1-acme",
      "registry.k8s.io/e2e-test-images/agnhost:2.55",
    ]);
    const patch = await list("--release", "v1.36.1", "-o", "name");
    expect(patch.stdout).toStartWith("registry.k8s.io/conformance:v1.36.1\n");
  });

  test.each([
    [["--release", "v1.99"], "--release v1.99: v1.99 is newer than"],
    [["--release", "1.2"], "--release 1.2: this version does not know"],
    [["--release", "latest"], "--release latest: not a release of Kubernetes"],
    [["--conformance-image", "acme.example.com/suite:latest"], "its tag names no release"],
    [["--conformance-image", "https://acme.example.com/suite"], "has a scheme"],
    [["--arch", "x86/64"], "--arch x86/64: not an architecture"],
    [["--arch", ","], "--arch : not an architecture"],
    [["--all", "--conformance-only"], "cannot be used with option '--all'"],
  ])("%j is refused", async (words, message) => {
    const { code, stdout, stderr } = await list(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
