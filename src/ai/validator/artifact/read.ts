import { inTurns, type Steps } from "../../../async/steps.ts";
import { e2eLogSteps } from "./e2e-log.ts";
import { goTestJsonSteps } from "./go-test-json.ts";
import { junitSteps } from "./junit.ts";
import { ArtifactFault, type Outcomes } from "./outcomes.ts";

/** A test artifact that was read, or why it was not. */
export type Artifact =
  | { readonly kind: "read"; readonly outcomes: Outcomes; readonly bytes: Uint8Array }
  | { readonly kind: "unreadable"; readonly why: string };

const readers: Readonly<Record<string, (bytes: Uint8Array) => Steps<Outcomes>>> = {
  "junit.xml": junitSteps,
  "results.json": goTestJsonSteps,
  "e2e.log": e2eLogSteps,
};

/** The files that the validator reads test results from, by these names in any case. */
export const artifactNames: readonly string[] = Object.keys(readers);

/** Whether the validator reads a file of this base name as a test artifact. */
export function isArtifact(name: string): boolean {
  return artifactNames.includes(name.toLowerCase());
}

/** Reads a test artifact by its base name. Throws the signal's reason, and nothing else. */
export async function readArtifact(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<Artifact> {
  const reader = readers[name.toLowerCase()];
  if (reader === undefined) return { kind: "unreadable", why: "it is not a test artifact" };
  try {
    return { kind: "read", outcomes: await inTurns(reader(bytes), signal), bytes };
  } catch (error) {
    if (error instanceof ArtifactFault) return { kind: "unreadable", why: error.message };
    throw error;
  }
}
