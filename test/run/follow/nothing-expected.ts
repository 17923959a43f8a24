import type { Expected } from "../../../src/run/follow/expected.ts";

/** Of a run of which nobody knows the specs, nor what any takes. */
export const nothingExpected: Expected = { of: () => 10_000, work: undefined };
