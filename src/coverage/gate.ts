import { isCovered } from "./groups.ts";
import type { Coverage } from "./schema.ts";

/** What a gate asks for. */
export interface Demand {
  /** Percent of the eligible endpoints. */
  readonly min?: number | undefined;
  /** Whether each eligible endpoint must have a test. */
  readonly all: boolean;
}

/** Whether a coverage passes a gate. */
export interface GateResult {
  readonly passed: boolean;
  /** Endpoints that count: eligible ones that are not pending, and pending ones that have a test. */
  readonly counted: number;
  readonly covered: number;
  /** Exact, from 0 to 100. */
  readonly percent: number;
  /** The eligible endpoints without a test that count. */
  readonly missing: readonly string[];
  /** Those that Kubernetes lets stay without a test for now. */
  readonly excused: readonly string[];
}

/** Judges a coverage by the definition that it was counted with. */
export function judgeGate(coverage: Coverage, demand: Demand): GateResult {
  const eligible = coverage.endpoints.filter((endpoint) => endpoint.eligible);
  const untested = eligible.filter((endpoint) => !isCovered(coverage, endpoint));
  const excused = untested.filter(({ pending }) => pending === true);
  const missing = untested.filter(({ pending }) => pending !== true);
  const counted = eligible.length - excused.length;
  const covered = counted - missing.length;
  const percent = counted === 0 ? 0 : (covered / counted) * 100;
  const isEnough = demand.min === undefined || percent >= demand.min;
  return {
    passed: isEnough && !(demand.all && missing.length > 0),
    counted,
    covered,
    percent,
    missing: missing.map(({ operationId }) => operationId),
    excused: excused.map(({ operationId }) => operationId),
  };
}
