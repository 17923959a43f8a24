import { type Checklist, parseChecklist } from "./checklist.ts";
import data from "./checklists.json" with { type: "json" };

const texts: Readonly<Record<string, string>> = data;

/** The releases whose checklists the program contains, oldest first: `v1.33`, … */
export function heldReleases(): readonly string[] {
  return Object.keys(texts);
}

/** The newest release whose checklist the program contains. */
export function newestRelease(): string {
  return heldReleases().at(-1) ?? "";
}

/** The checklist of a release (`v1.37`); undefined if the program does not contain it. */
export function heldChecklist(release: string): Checklist | undefined {
  const text = Object.hasOwn(texts, release) ? texts[release] : undefined;
  return text === undefined ? undefined : parseChecklist(text, release, `the checklist of ${release}`);
}
