import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { parseChecklist } from "../../src/ai/checklist/checklist.ts";
import { writeWhole } from "../../src/results/files.ts";
import { minorNumber } from "../../src/suite/required/minor.ts";

const upstream = "https://github.com/cncf/k8s-ai-conformance";

/** The text of each release's checklist: `v1.37`. */
export type Checklists = Readonly<Record<string, string>>;

/** The checklists of the default branch, from a clone that is removed again. */
export async function clonedChecklists(): Promise<Checklists> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "checklists-"));
  try {
    await promisify(execFile)("git", ["clone", "--quiet", "--depth", "1", upstream, folder]);
    return await readChecklists(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The checklists in docs/ of a clone. */
export async function readChecklists(clone: string): Promise<Checklists> {
  const found: [string, string][] = [];
  for (const name of await readdir(path.join(clone, "docs"))) {
    const minor = /^AIConformance-(\d+\.\d+)\.yaml$/.exec(name)?.[1];
    if (minor === undefined) continue;
    const text = await readFile(path.join(clone, "docs", name), "utf8");
    parseChecklist(text, `v${minor}`, name);
    found.push([`v${minor}`, text]);
  }
  if (found.length === 0) throw new Error(`${clone}/docs has no AIConformance-*.yaml`);
  return Object.fromEntries(found.sort(([one], [other]) => minorNumber(one) - minorNumber(other)));
}

/** Writes them to `file`; a release that is held and no longer there stays. Gives a line for each. */
export async function writeChecklists(file: string, read: Checklists): Promise<string[]> {
  const held: Checklists = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
  const all = Object.entries({ ...held, ...read }).sort(
    ([one], [other]) => minorNumber(one) - minorNumber(other),
  );
  await writeWhole(file, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`, { overwrite: true });
  return all.map(([release, text]) => {
    const { requirements } = parseChecklist(text, release, release);
    const must = requirements.filter(({ level }) => level === "MUST").length;
    return `${release}: ${requirements.length} requirements, ${must} of them MUST`;
  });
}
