import { expect, test } from "bun:test";
import path from "node:path";
import { parseJunit } from "../../src/suite/junit.ts";
import { writeJunit } from "../../src/suite/junit-write.ts";
import { wordsOfJunit } from "../../src/suite/suite-words.ts";

const fixtures = path.resolve(import.meta.dir, "../fixtures/suite");

async function words(suite: string) {
  const xml = await Bun.file(path.join(fixtures, suite, "junit_01.xml")).text();
  const { finished, endedBy, nodeFailed } = wordsOfJunit(parseJunit(xml));
  return { success: finished?.success, endedBy, nodeFailed };
}

test.each([
  ["ginkgo2/dry-run", { success: true, endedBy: undefined }],
  ["ginkgo2/serial", { success: false, endedBy: undefined }],
  ["ginkgo2/interrupted-serial", { success: false, endedBy: "Interrupted by User" }],
  ["ginkgo1/verbose", { success: false, endedBy: undefined }],
])("the junit of %s says how the suite went", async (suite, said) => {
  expect(await words(suite)).toMatchObject(said);
});

test("a suite whose set-up failed says of which node", async () => {
  const { success, nodeFailed, endedBy } = await words("ginkgo2/setup");
  expect([success, endedBy]).toEqual([false, "a BeforeSuite node failed"]);
  expect(nodeFailed).toStartWith("[SynchronizedBeforeSuite]");
});

test("a junit that was made from the log does not say that the suite came to its end", () => {
  const cases = [{ name: "a", state: "passed", seconds: 1 }] as const;
  const rebuilt = writeJunit({ cases, suiteNodes: [], properties: { RebuiltFrom: "e2e.log" } });
  expect(wordsOfJunit(parseJunit(rebuilt)).finished).toBeUndefined();
});
