/**
 * Takes in the checklists of Kubernetes AI Conformance, to the letter, and writes src/ai/checklist/checklists.json anew.
 * `npm run update:checklists` takes those of cncf/k8s-ai-conformance; `npm run update:checklists -- CLONE` those of a clone. Needs `git`.
 */
import path from "node:path";
import { clonedChecklists, readChecklists, writeChecklists } from "./checklists/update.ts";

const file = path.join(import.meta.dirname, "../src/ai/checklist/checklists.json");
const [clone] = process.argv.slice(2);
const read = clone === undefined ? await clonedChecklists() : await readChecklists(clone);
for (const line of await writeChecklists(file, read)) process.stdout.write(`${line}\n`);
