import type { Operation } from "../spec/operation.ts";

/** What a definition says of the requests of an audit log. */
export interface Mapping {
  /** Which of the operations a request hits, by its index; -1 for none. `verb` and `uri` are those of the audit event. */
  indexOf(verb: string, uri: string): number;
}

export const definitionNames = ["apisnoop", "test-infra"] as const;
export type DefinitionName = (typeof definitionNames)[number];

/** How coverage is counted. */
export interface Definition {
  readonly name: DefinitionName;
  map(operations: readonly Operation[]): Mapping;
  /** Whether conformance tests should cover an operation that is neither deprecated nor on the list of ineligible ones. */
  isEligible(operation: Operation, isPending: boolean): boolean;
  /** Whether requests of all clients count as tests, or only the suite's. */
  readonly countsEveryClient: boolean;
  /** Whether the scheduler's bindings of one test's pods count as this test's. */
  readonly creditsScheduler: boolean;
}
