import { parse } from "yaml";
import { lineOf } from "../../src/coverage/releases/line.ts";
import { readSpecification } from "../../src/coverage/spec/read.ts";
import { minorOf } from "../../src/results/layout.ts";
import { minorNumber } from "../../src/suite/required/minor.ts";
import type { Source } from "./source.ts";

/** An endpoint that conformance tests need not cover, and why. */
export interface Ineligible {
  readonly endpoint: string;
  readonly reason: string;
  readonly link: string;
}

/** The endpoints of a release, and which of them conformance tests need not cover. */
export interface Endpoints {
  readonly minor: string;
  /** As `lineOf` writes them. */
  readonly operations: readonly string[];
  readonly ineligible: readonly Ineligible[];
  /** Those that are eligible and may stay without a test for now. */
  readonly pending: readonly string[];
}

/** Values that several minors in a row share. */
export interface Span<Value> {
  readonly from: string;
  readonly to: string;
  readonly values: readonly Value[];
}

const folder = "test/conformance/testdata";

/** @throws Error where the release lacks one of the files, or a list names an endpoint that the release does not have */
export async function readEndpoints(source: Source, release: string): Promise<Endpoints> {
  const file = async (name: string) => {
    const text = await source.file(release, name);
    if (text === undefined) throw new Error(`${release} has no ${name}`);
    return text;
  };
  const { operations } = readSpecification(await file("api/openapi-spec/swagger.json"), release);
  const known = new Set(operations.map(({ id }) => id));
  const ineligible = list(await file(`${folder}/ineligible_endpoints.yaml`)).map((entry) => ({
    endpoint: field(entry, "endpoint"),
    reason: field(entry, "reason"),
    link: field(entry, "link"),
  }));
  // without entries it is `---` alone
  const pending = list(await file(`${folder}/pending_eligible_endpoints.yaml`)).map(String);
  const strange = [...ineligible.map(({ endpoint }) => endpoint), ...pending].filter((id) => !known.has(id));
  if (ineligible.length === 0 || strange.length > 0)
    throw new Error(`${release}: its lists name endpoints that it does not have: ${strange.join(", ")}`);
  return { minor: minorOf(release), operations: operations.map(lineOf), ineligible, pending };
}

/** The values by the minors that have them without a gap. */
export function endpointSpans<Value>(
  all: readonly Endpoints[],
  valuesOf: (endpoints: Endpoints) => readonly Value[],
): readonly Span<Value>[] {
  const spans = new Map<string, { from: string; to: string; values: Value[] }>();
  const keys = all.map((one) => new Map(valuesOf(one).map((value) => [JSON.stringify(value), value])));
  keys.forEach((here, first) => {
    for (const [key, value] of here) {
      if (keys[first - 1]?.has(key)) continue;
      let last = first;
      while (keys[last + 1]?.has(key)) last++;
      const [from, to] = [all[first]?.minor ?? "", all[last]?.minor ?? ""];
      const span = spans.get(`${from} ${to}`) ?? { from, to, values: [] };
      spans.set(`${from} ${to}`, span);
      span.values.push(value);
    }
  });
  return [...spans.values()].sort(
    (a, b) => minorNumber(a.from) - minorNumber(b.from) || minorNumber(b.to) - minorNumber(a.to),
  );
}

function list(text: string): readonly unknown[] {
  const value: unknown = parse(text);
  return Array.isArray(value) ? value : [];
}

function field(entry: unknown, name: string): string {
  const value: unknown = Object(entry)[name];
  return typeof value === "string" ? value.trim() : "";
}
