import { minorNumber } from "../../suite/required/minor.ts";
import { inOrder, levelOf, type Operation } from "../spec/operation.ts";
import eligibility from "./eligibility.json" with { type: "json" };
import { operationOf } from "./line.ts";
import operations from "./operations.json" with { type: "json" };

/** Values that several minors in a row share. */
interface Span<Value> {
  readonly from: string;
  readonly to: string;
  readonly values: readonly Value[];
}

/** Why conformance tests need not cover an endpoint, in the words of Kubernetes. */
export interface Ineligibility {
  readonly endpoint: string;
  readonly reason: string;
  readonly link: string;
}

/**
 * All operations of a minor, deprecated ones too, from its `api/openapi-spec/swagger.json`, in the order of their paths;
 * empty for a minor that is not known.
 */
export function heldOperations(minor: string): readonly Operation[] {
  return inOrder(at(operations, minor).map(operationOf));
}

/** The minor's `test/conformance/testdata/ineligible_endpoints.yaml`, by operationId. */
export function ineligibleEndpoints(minor: string): ReadonlyMap<string, Ineligibility> {
  return new Map(at(eligibility.ineligible, minor).map((one) => [one.endpoint, one]));
}

/** The minor's `pending_eligible_endpoints.yaml`: eligible operations that may stay without a test for now. */
export function pendingEndpoints(minor: string): ReadonlySet<string> {
  return new Set(at(eligibility.pending, minor));
}

/** The stable operations of a minor that conformance tests should cover, as APISnoop counts them. */
export function eligibleOperations(minor: string): readonly Operation[] {
  const ineligible = ineligibleEndpoints(minor);
  return heldOperations(minor).filter(
    (one) => !one.deprecated && levelOf(one) === "stable" && !ineligible.has(one.id),
  );
}

function at<Value>(spans: readonly Span<Value>[], minor: string): Value[] {
  const number = minorNumber(minor);
  return spans
    .filter(({ from, to }) => minorNumber(from) <= number && number <= minorNumber(to))
    .flatMap(({ values }) => values);
}
