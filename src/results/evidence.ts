import { createHash } from "node:crypto";

/** The folder with the evidence of failed tests, in a results folder. */
export const evidenceDir = "evidence";

/** The file of a test's evidence that has the events of its namespace. */
export const eventsFile = "events.txt";

/** The identity of a test in links and folder names: the same in every report. */
export function testId(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 12);
}

/** The folder of a test's evidence, in a results folder: `evidence/pods-should-be-evicted-0a1b2c3d4e5f`. */
export function evidencePath(name: string): string {
  const words = name
    .replace(/\[[^[\]]*\]/g, " ")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 60)
    .replace(/-+$/, "");
  return `${evidenceDir}/${words === "" ? "" : `${words}-`}${testId(name)}`;
}

/** Those of the recorded files that are evidence of a test's failure; `paths` are relative to the results folder. */
export function evidenceOf(paths: readonly string[], name: string): readonly string[] {
  const folder = `${evidencePath(name)}/`;
  return paths.filter((path) => path.startsWith(folder));
}
