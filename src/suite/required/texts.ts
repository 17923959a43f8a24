import type { ListedTest } from "./parse.ts";

/** Kubernetes' own description of a conformance test, from the newest known list that has it. */
export type RequirementText = ListedTest;

/** The descriptions of all tests in all known lists, by name; loaded on demand, because few commands need them. */
export async function requirementTexts(): Promise<ReadonlyMap<string, RequirementText>> {
  const { default: texts } = await import("./texts.json", { with: { type: "json" } });
  return new Map(texts.map((text) => [text.name, text]));
}
