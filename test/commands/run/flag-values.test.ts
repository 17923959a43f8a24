import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  duration,
  parallel,
  positive,
  pullSecret,
  repoList,
  selector,
  toleration,
} from "../../../src/commands/run/flag-values.ts";
import { newFolder } from "../program.ts";

test("numbers are whole and above 0", () => {
  expect([positive("--x", "1"), positive("--x", "999999")]).toEqual([1, 999_999]);
  for (const text of ["0", "-1", "1.5", "1e3", "", " 1", "1000000", "01"])
    expect(() => positive("--x", text)).toThrow(`--x ${text}: not a whole number above 0`);
});

test("at most a hundred processes", () => {
  expect(parallel("100")).toBe(100);
  expect(() => parallel("101")).toThrow("--parallel 101: more than 100");
});

test("durations are above 0", () => {
  expect(duration("--x", "1h30m")).toBe(5_400_000);
  for (const text of ["0", "0s", "soon", "-1s"])
    expect(() => duration("--x", text)).toThrow("not a duration");
});

describe("a pull secret", () => {
  test.each([
    ["registry", "default", "registry"],
    ["images/registry.example.com", "images", "registry.example.com"],
  ])("%s", (given, namespace, name) => {
    expect(pullSecret(given)).toEqual({ namespace, name });
  });

  test.each(["", "/", "a/", "/b", "a/b/c", "A/b", "a/B", "a b"])("%j is refused", (given) => {
    expect(() => pullSecret(given)).toThrow("not [namespace/]name");
  });
});

describe("a node selector", () => {
  test.each([
    ["zone=eu-1a", ["zone", "eu-1a"]],
    ["example.com/pool=", ["example.com/pool", ""]],
  ])("%s", (given, pair) => {
    expect(selector(given)).toEqual(pair as [string, string]);
  });

  test.each(["", "zone", "=x", "zone=a=b", "zone=a b", "-zone=a", "a/b/c=d"])("%j is refused", (given) => {
    expect(() => selector(given)).toThrow("not key=value");
  });
});

describe("a toleration", () => {
  test.each([
    ["gpu", { key: "gpu", operator: "Exists" }],
    ["gpu:NoSchedule", { key: "gpu", operator: "Exists", effect: "NoSchedule" }],
    ["gpu=", { key: "gpu", operator: "Equal", value: "" }],
    ["gpu=a100:NoExecute", { key: "gpu", operator: "Equal", value: "a100", effect: "NoExecute" }],
    [
      "example.com/gpu=a:PreferNoSchedule",
      { key: "example.com/gpu", operator: "Equal", value: "a", effect: "PreferNoSchedule" },
    ],
  ])("%s", (given, wanted) => {
    expect(toleration(given)).toEqual(wanted);
  });

  test.each(["", ":NoSchedule", "=a", "gpu:Never", "gpu=a b", "gpu=a=b", "gp u", "gpu:NoSchedule:x"])(
    "%j is refused",
    (given) => {
      expect(() => toleration(given)).toThrow("not key[=value][:effect]");
    },
  );
});

test("a list of registries is a URL, or the content of a readable file", () => {
  const cwd = newFolder();
  expect(repoList("https://example.com/list.yaml", cwd)).toEqual({ url: "https://example.com/list.yaml" });
  writeFileSync(path.join(cwd, "list.yaml"), "dockerLibraryRegistry: registry.example.com/library\n");
  expect(repoList("list.yaml", cwd)).toHaveProperty("yaml");
  writeFileSync(path.join(cwd, "large.yaml"), Buffer.alloc((1 << 20) + 1, "#"));
  expect(() => repoList("large.yaml", cwd)).toThrow("--test-repo-list large.yaml: ");
  expect(() => repoList("none.yaml", cwd)).toThrow("--test-repo-list none.yaml: no such file");
});
