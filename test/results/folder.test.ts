import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { InputError } from "../../src/errors.ts";
import { digestOf } from "../../src/results/files.ts";
import { writeRunFolder } from "../../src/results/folder.ts";
import { layoutOf, minorOf, productDirectory } from "../../src/results/layout.ts";
import { parseRunRecord } from "../../src/results/read-record.ts";
import { sample } from "./sample.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "results-"));
});
afterEach(() => rm(dir, { recursive: true }));

describe("the names in a results folder", () => {
  test.each([
    ["Turbo Encabulator", "turbo-encabulator"],
    ["Café & Co. Kubernetes/Plus", "cafe-co.-kubernetes-plus"],
    ["../../etc", "etc"],
    ["ACME 1.2", "acme-1.2"],
    ["中文", "product"],
    ["", "product"],
    [undefined, "product"],
  ])("the product %j is in %s", (name, folder) => {
    expect(productDirectory(name)).toBe(folder);
  });

  test("the minor of a version", () => {
    expect(minorOf("v1.35.4+k3s1")).toBe("v1.35");
    expect(minorOf("1.36.0-gke.1")).toBe("v1.36");
    expect(() => minorOf("latest")).toThrow(InputError);
  });
});

describe("writeRunFolder", () => {
  const product = "name: acme\n";
  const readme = "# acme\n";
  const report = "<!doctype html>\n";

  test("completes the folder, and run.json has the sha256 of each file in it", async () => {
    const layout = layoutOf(dir, "v1.35", "acme");
    const record = await writeRunFolder({ layout, record: sample, specs: [], product, readme, report });
    expect((await readdir(dir)).toSorted()).toEqual(["report.html", "run.json", "summary.md", "v1.35"]);
    expect((await readdir(layout.submission)).toSorted()).toEqual(["PRODUCT.yaml", "README.md"]);
    expect(parseRunRecord(await readFile(layout.runJson, "utf8"))).toEqual(record);
    expect(record.files.map((file) => file.path)).toEqual([
      "v1.35/acme/e2e.log",
      "v1.35/acme/junit_01.xml",
      "v1.35/acme/PRODUCT.yaml",
      "v1.35/acme/README.md",
      "summary.md",
      "report.html",
    ]);
    expect(record.files[3]).toMatchObject(await digestOf(layout.readme));
  });

  test("is complete without a report where none could be made", async () => {
    const layout = layoutOf(dir, "v1.35", "acme");
    const folder = { layout, record: sample, specs: [], product, readme, report: undefined };
    expect((await writeRunFolder(folder)).files.map((file) => file.path)).not.toContain("report.html");
    expect((await readdir(dir)).toSorted()).toEqual(["run.json", "summary.md", "v1.35"]);
  });

  test("overwrites nothing", async () => {
    const layout = layoutOf(dir, "v1.35", "acme");
    await writeRunFolder({ layout, record: sample, specs: [], product, readme, report });
    const again = writeRunFolder({ layout, record: sample, specs: [], product: "", readme: "", report });
    expect(await again.catch((error: unknown) => error)).toBeInstanceOf(InputError);
    expect(await readFile(layout.product, "utf8")).toBe(product);
  });
});
