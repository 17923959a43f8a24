import type { Definition } from "./definition/definition.ts";
import { deprecationsOf } from "./lifecycle.ts";
import type { Reading } from "./log/read-logs.ts";
import { heldOperations, ineligibleEndpoints, pendingEndpoints } from "./releases/held.ts";
import type { Coverage, Endpoint } from "./schema.ts";
import { inOrder, levelOf, type Operation } from "./spec/operation.ts";
import { creditedTest, type Hit, type Tally } from "./tally.ts";

/**
 * The operations that are looked at: those of a document, where one was given, and in any case those that the release's eligibility is about.
 * What only the document has, such as custom resources, is never eligible.
 */
export function operationsFor(minor: string, given: readonly Operation[] | undefined): readonly Operation[] {
  const own = heldOperations(minor);
  if (given === undefined) return own;
  const known = new Set(given.map(({ id }) => id));
  return inOrder([...given, ...own.filter(({ id, deprecated }) => !deprecated && !known.has(id))]);
}

export interface Subject {
  readonly definition: Definition;
  readonly minor: string;
  /** As given to the tally. */
  readonly operations: readonly Operation[];
  /** The names of the release's conformance tests. */
  readonly conformance: readonly string[];
  readonly userAgent?: RegExp | undefined;
}

/** What a tally says of the API's coverage. */
export function coverageOf(subject: Subject, tally: Tally, reading: Reading): Coverage {
  const { definition, minor, operations, userAgent } = subject;
  const hits = Map.groupBy(tally.hits(), ({ operation }) => operation);
  const judge = endpointJudge(subject);
  const endpoints = operations.map((operation, index) => judge(operation, hits.get(index) ?? []));
  const eligible = endpoints.filter((endpoint) => endpoint.eligible);
  const unresolved = tally.unresolved();
  return {
    definition: definition.name,
    release: minor,
    ...(userAgent === undefined ? {} : { userAgent: userAgent.source }),
    ...(reading.missing.length > 0 ? { partial: true as const } : {}),
    events: { read: reading.read, broken: reading.broken, duplicates: tally.duplicates },
    eligible: {
      total: eligible.length,
      tested: eligible.filter(({ tested }) => tested).length,
      conformanceTested: eligible.filter(({ conformanceTested }) => conformanceTested).length,
      pending: eligible.filter(({ pending }) => pending).length,
    },
    endpoints,
    unresolved,
    lifecycle: deprecationsOf(minor, endpoints, unresolved),
  };
}

function endpointJudge(subject: Subject): (operation: Operation, hits: readonly Hit[]) => Endpoint {
  const { definition, minor } = subject;
  const ineligible = ineligibleEndpoints(minor);
  const pending = pendingEndpoints(minor);
  const held = new Set(heldOperations(minor).map(({ id }) => id));
  const conformance = new Set(subject.conformance);
  return (operation, hits) => {
    const { id, method, path, group, version, kind, action, category, deprecated } = operation;
    const why = ineligible.get(id);
    const isEligible =
      held.has(id) && !deprecated && why === undefined && definition.isEligible(operation, pending.has(id));
    const counted = definition.countsEveryClient ? hits : hits.filter(({ isTest }) => isTest);
    const names = new Set(hits.flatMap(({ isTest, test }) => (isTest && test !== "" ? [test] : [])));
    return {
      operationId: id,
      method,
      path,
      group,
      version,
      kind,
      action,
      level: levelOf(operation),
      category,
      deprecated,
      eligible: isEligible,
      ...(isEligible && pending.has(id) ? { pending: true } : {}),
      ...(why === undefined ? {} : { ineligible: { reason: why.reason, link: why.link } }),
      tested: counted.length > 0,
      conformanceTested: [...names].some((name) => conformance.has(name)),
      requests: counted.reduce((sum, hit) => sum + hit.requests, 0),
      tests: [...names].sort(),
      ...(hits.some(({ isCredited }) => isCredited) ? { credited: creditedTest } : {}),
    };
  };
}
