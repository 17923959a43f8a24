import { expect, test } from "bun:test";
import { baseName, findFile, folderOf, releaseIn } from "../../../src/submission/check/submission.ts";

test("the parts of a path", () => {
  expect([baseName("v1.35/acme/README.md"), folderOf("v1.35/acme/README.md")]).toEqual([
    "README.md",
    "v1.35/acme",
  ]);
  expect([baseName("README.md"), folderOf("README.md")]).toEqual(["README.md", "."]);
});

test("a file is found by its base name in any case, the first of several, as the bot does", () => {
  const files = ["a/xREADME.md", "a/readme.MD", "b/README.md"].map((path) => ({ path, size: 1 }));
  expect(findFile(files, "README.md")?.path).toBe("a/readme.MD");
  expect(findFile(files, "e2e.log")).toBeUndefined();
});

test.each<[string[], string | undefined]>([
  [["v1.35/acme/README.md"], "v1.35"],
  [["docs/README.md", "v1.34/acme/e2e.log", "v1.35/acme/x"], "v1.34"],
  // its pattern is not anchored, and its dot is any character
  [["old/v1.35/acme/README.md"], "v1.35"],
  [["v1x35/acme/README.md"], "v1x35"],
  [["v1.35/README.md"], undefined],
  [["v1.5/acme/README.md"], undefined],
  [[], undefined],
])("the bot reads of %j the release %p", (paths, release) => {
  expect(releaseIn(paths)).toBe(release);
});
