import type { ListedTest } from "./parse.ts";

/** What Kubernetes says of a conformance test, in the newest list held that has it. */
export type RequirementText = ListedTest;

/** The texts of all tests of all lists held, by name; loaded when asked for, because few commands need them. */
export async function requirementTexts(): Promise<ReadonlyMap<string, RequirementText>> {
  const { default: texts } = await import("./texts.json", { with: { type: "json" } });
  return new Map(texts.map((text) => [text.name, text]));
}
