import { afterEach, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Source } from "../../../scripts/releases/source.ts";
import { files, updateReleases } from "../../../scripts/releases/update.ts";

const lists = "test/conformance/testdata";
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with lists of an older day. */
function folderWith(releases: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), "update-releases-"));
  made.push(folder);
  for (const room of ["suite/required", "coverage/releases"])
    mkdirSync(path.join(folder, room), { recursive: true });
  writeFileSync(path.join(folder, files.required), JSON.stringify({ releases, spans: [] }));
  writeFileSync(path.join(folder, files.days), JSON.stringify([{ minor: "v1.35", day: "2025-12-17" }]));
  return folder;
}

const entry = (name: string, release: string) =>
  `- testname: T\n  codename: '${name}'\n  description: D\n  release: ${release}\n  file: test/e2e/x.go\n`;

const endpointFiles: Record<string, string> = {
  "api/openapi-spec/swagger.json": JSON.stringify({
    paths: {
      "/apis/": { get: { operationId: "getAPIVersions", tags: ["apis"] } },
      "/api/v1/pods": {
        parameters: [],
        get: {
          operationId: "listPods",
          tags: ["core_v1"],
          "x-kubernetes-action": "list",
          "x-kubernetes-group-version-kind": { group: "", version: "v1", kind: "Pod" },
        },
      },
    },
  }),
  [`${lists}/ineligible_endpoints.yaml`]:
    "- endpoint: getAPIVersions\n  reason: R\n  link: https://example.com\n",
  [`${lists}/pending_eligible_endpoints.yaml`]: "---\n",
};

const apiFiles = {
  "batch/v1beta1/register.go": 'const GroupName = "batch"',
  "batch/v1beta1/zz_generated.prerelease-lifecycle.go": `
func (in *CronJob) APILifecycleDeprecated() (major, minor int) {
	return 1, 21
}
func (in *CronJob) APILifecycleReplacement() schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: "batch", Version: "v1", Kind: "CronJob"}
}
func (in *CronJob) APILifecycleRemoved() (major, minor int) {
	return 1, 25
}
func (in *CronJobList) APILifecycleDeprecated() (major, minor int) {
	return 1, 21
}
`,
  "core/v1/types.go": `
// Endpoints is a collection.
//
// Deprecated: This API is deprecated in v1.33+. Use discoveryv1.EndpointSlice.
type Endpoints struct {
}

// Pod is not deprecated.
type Pod struct {
}
`,
};

const sourceOf = (texts: Record<string, string>): Source & { readonly asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    versions: async () => Object.keys(texts).flatMap((name) => name.split(" ")[0] ?? []),
    file: async (version, file) => {
      asked.push(version);
      return texts[`${version} ${file}`] ?? endpointFiles[file];
    },
    api: async () => new Map(Object.entries(apiFiles)),
    day: async (version) => (version === "v1.36.0" ? "2026-04-22" : "2026-08-26"),
  };
};

const texts = {
  [`v1.35.4 ${lists}/conformance.yaml`]:
    entry("a [Serial] b [Conformance]", "v1.9") + entry("gone [Conformance]", "v1.9"),
  [`v1.36.3 ${lists}/conformance.yaml`]: entry("a b [Conformance] [Serial]", "v1.9"),
  [`v1.37.0-beta.0 ${lists}/conformance.yaml`]:
    entry("a b [Conformance] [Serial]", "v1.9") + entry("pods are new [Conformance]", "v1.37"),
  [`v1.37.0-beta.0 ${lists}/future-conformance.yaml`]: entry("far away [FutureConformance]", "v1.41"),
};

async function update(folder: string, source: Source, named?: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of updateReleases(source, folder, named)) lines.push(line);
  return lines;
}

const read = (folder: string, name: string) => JSON.parse(readFileSync(path.join(folder, name), "utf8"));

test("one call takes in new releases: lists, texts, days, and what comes", async () => {
  const folder = folderWith(["v1.35.4"]);
  const lines = await update(folder, sourceOf(texts));
  expect(lines.slice(0, 3)).toEqual([
    "v1.35.4: 2 listed, 2 required, 2 endpoints, 1 of them ineligible",
    "v1.36.3: 1 listed, 1 required, 2 endpoints, 1 of them ineligible",
    "v1.37.0-beta.0: 2 tests to come",
  ]);
  expect(read(folder, files.required)).toEqual({
    releases: ["v1.35.4", "v1.36.3"],
    spans: [
      { from: "v1.35", to: "v1.35", names: ["a [Serial] b [Conformance]", "gone [Conformance]"] },
      { from: "v1.36", to: "v1.36", names: ["a b [Conformance] [Serial]"] },
    ],
  });
  expect(read(folder, files.texts)).toHaveLength(3);
  expect(read(folder, files.days)).toEqual([
    { minor: "v1.35", day: "2025-12-17" },
    { minor: "v1.36", day: "2026-04-22" },
  ]);
  expect(read(folder, files.ahead)).toMatchObject({
    version: "v1.37.0-beta.0",
    tests: [
      { name: "pods are new [Conformance]", from: "v1.37" },
      { name: "far away [FutureConformance]", from: "v1.41" },
    ],
  });
});

test("it takes in the endpoints of each release, those that need no test, and what is deprecated", async () => {
  const folder = folderWith(["v1.35.4"]);
  await update(folder, sourceOf(texts));
  expect(read(folder, files.operations)).toEqual([
    {
      from: "v1.35",
      to: "v1.36",
      values: ["get /api/v1/pods listPods /v1/Pod list core", "get /apis/ getAPIVersions - get apis"],
    },
  ]);
  const ineligible = { endpoint: "getAPIVersions", reason: "R", link: "https://example.com" };
  expect(read(folder, files.eligibility)).toEqual({
    ineligible: [{ from: "v1.35", to: "v1.36", values: [ineligible] }],
    pending: [],
  });
  expect(read(folder, files.lifecycles)).toEqual([
    { kind: "/v1/Endpoints", deprecated: "v1.33", replacement: "discovery.k8s.io/v1/EndpointSlice" },
    { kind: "batch/v1beta1/CronJob", deprecated: "v1.21", removed: "v1.25", replacement: "batch/v1/CronJob" },
  ]);
});

test("of a release before v1.29 only the list of tests is taken in, and it stays", async () => {
  const folder = folderWith(["v1.28.15", "v1.29.6"]);
  const source = sourceOf({
    [`v1.28.15 ${lists}/conformance.yaml`]: entry("a  b [Conformance]", "v1.9"),
    [`v1.29.6 ${lists}/conformance.yaml`]: entry("a b [Conformance]", "v1.9"),
  });
  const lines = await update(folder, source);
  expect(lines.slice(0, 2)).toEqual([
    "v1.28.15: 1 listed, 1 required",
    "v1.29.6: 1 listed, 1 required, 2 endpoints, 1 of them ineligible",
  ]);
  expect(read(folder, files.required).releases).toEqual(["v1.28.15", "v1.29.6"]);
  expect(read(folder, files.operations)).toMatchObject([{ from: "v1.29", to: "v1.29" }]);
});

test("a list that names an endpoint which the release does not have is refused", async () => {
  const folder = folderWith(["v1.35.4"]);
  const wrong = { ...texts, [`v1.36.3 ${lists}/pending_eligible_endpoints.yaml`]: "- getNothing\n" };
  await expect(update(folder, sourceOf(wrong))).rejects.toThrow("does not have: getNothing");
});

test("the releases that are named are taken exactly, without asking for others, and give the same files again", async () => {
  const folder = folderWith(["v1.35.4"]);
  const source = sourceOf(texts);
  await update(folder, source, ["v1.35.4", "v1.36.3"]);
  expect(new Set(source.asked)).toEqual(new Set(["v1.35.4", "v1.36.3"]));
  expect(read(folder, files.ahead)).toEqual({ version: "v1.36.3", tests: [] });
  const copy = mkdtempSync(path.join(tmpdir(), "update-releases-"));
  made.push(copy);
  cpSync(folder, copy, { recursive: true });
  await update(copy, source, ["v1.36.3", "v1.35.4"]);
  for (const name of Object.values(files)) expect(read(copy, name)).toEqual(read(folder, name));
});

test("a release without its list leaves everything as it was", async () => {
  const folder = folderWith(["v1.35.4"]);
  const before = readFileSync(path.join(folder, files.required), "utf8");
  const source = sourceOf({ ...texts, "v1.36.4 README.md": "" });
  await expect(update(folder, source)).rejects.toThrow(`v1.36.4 has no ${lists}/conformance.yaml`);
  expect(readFileSync(path.join(folder, files.required), "utf8")).toBe(before);
});

test("two patches of one minor cannot be named", async () => {
  const folder = folderWith(["v1.35.4"]);
  await expect(update(folder, sourceOf(texts), ["v1.35.3", "v1.35.4"])).rejects.toThrow("not also v1.35.3");
});
