import type { Infer } from "../schema/infer.ts";
import type { runSchema } from "./run-schema.ts";

/** `run.json`: what ran where, and with what result. Its fields are described in its schema, which is where this type comes from. */
export type RunRecord = Infer<typeof runSchema>;

/** How a run ended. `incomplete`: the suite did not end normally, so there is no verdict. */
export type Verdict = RunRecord["verdict"];

export type NodeRecord = RunRecord["nodes"][number];

/** What kept specs from running. */
export type CauseRecord = NonNullable<RunRecord["causes"]>[number];

export type FileRecord = RunRecord["files"][number];

/** How much of the API a run hit. */
export type ApiCoverage = NonNullable<RunRecord["apiCoverage"]>;

export type RunCounts = RunRecord["counts"];

export type RunTimes = RunRecord["times"];
