import { expect, test } from "bun:test";
import path from "node:path";
import { InputError } from "../../src/errors.ts";
import { layoutOf, minorIn, minorOf, productDirectory } from "../../src/results/layout.ts";

test("the four files of the submission are in v1.NN/product, and the run's other files next to it", () => {
  const { dir, submission, product, readme, e2eLog, junit, ...own } = layoutOf("out", "v1.35", "acme");
  expect(submission).toBe(path.join("out", "v1.35", "acme"));
  expect([product, readme, e2eLog, junit].map((file) => path.relative(submission, file))).toEqual([
    "PRODUCT.yaml",
    "README.md",
    "e2e.log",
    "junit_01.xml",
  ]);
  expect(Object.values(own).map((file) => path.dirname(file))).toEqual(Object.values(own).map(() => dir));
});

test.each([
  ["v1.35.4+k3s1", "v1.35"],
  ["1.35", "v1.35"],
  ["v1.35-gke.1", "v1.35"],
  ["v1.9.0", "v1.9"],
  ["v1.", undefined],
  ["v12345.1", undefined],
  ["v1.12345", undefined],
  ["go1.35", undefined],
  ["latest", undefined],
  ["", undefined],
])("the minor of %j is %p", (version, minor) => {
  expect(minorIn(version)).toBe(minor);
  if (minor !== undefined) return expect(minorOf(version)).toBe(minor);
  expect(() => minorOf(version)).toThrow(InputError);
  expect(() => minorOf(version)).toThrow(`"${version}" is not a version of Kubernetes`);
});

test.each([
  ["Acme Turbo (Edge)", "acme-turbo-edge"],
  ["Kübernetes Élan", "kubernetes-elan"],
  ["k8s_v1.2", "k8s_v1.2"],
  ["../../etc", "etc"],
  [".hidden.", "hidden"],
  ["a/b\\c\n", "a-b-c"],
  ["漢字", "product"],
  ["..", "product"],
  ["", "product"],
  [undefined, "product"],
  ["x".repeat(100), "x".repeat(63)],
  [`${"x".repeat(62)} y`, "x".repeat(62)],
])("the folder of %j is %j", (name, folder) => {
  expect(productDirectory(name)).toBe(folder);
});
