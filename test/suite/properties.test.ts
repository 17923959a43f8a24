import { describe, test } from "bun:test";
import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { UserError } from "../../src/errors.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { writeJunit } from "../../src/suite/junit-write.ts";
import { LogParser } from "../../src/suite/log.ts";
import { focusFor } from "../../src/suite/names.ts";
import type { SpecResult } from "../../src/suite/spec.ts";
import { eventsOf, golden } from "./golden.ts";

// what XML cannot hold is replaced on writing, so the words here are of what it can
const words = fc
  .string({ unit: "binary", minLength: 1, maxLength: 40 })
  .map((text) =>
    text
      .replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "")
      .replaceAll(/\s+/g, " ")
      .trim(),
  )
  .filter((text) => text !== "" && !text.startsWith("[It] "));

const name = words.map((text) => `[sig-node] ${text} [Conformance]`);

const plain = { noNullPrototype: true } as const;

const spec: fc.Arbitrary<SpecResult> = fc.oneof(
  fc.record({ name, state: fc.constantFrom("passed", "skipped", "pending"), seconds: fc.nat(9999) }, plain),
  fc.record(
    {
      name,
      state: fc.constantFrom("failed", "panicked", "interrupted", "aborted", "timedout"),
      seconds: fc.nat(9999),
      message: words,
      location: fc.nat(999).map((line) => `k8s.io/kubernetes/test/e2e/a.go:${line}`),
    },
    plain,
  ),
) as fc.Arbitrary<SpecResult>;

describe("a junit", () => {
  test("that was written is read as what it was, whatever the names", () => {
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 20 }), (cases) => {
        const report = {
          cases,
          suiteNodes: [],
          properties: { FocusStrings: "\\[Conformance\\]" },
          seconds: 7,
        };
        deepStrictEqual(parseJunit(writeJunit(report)).cases, cases);
      }),
    );
  });

  test("of any bytes is read or refused in words", () => {
    const file = golden("ginkgo2/serial/junit_01.xml").toString();
    fc.assert(
      fc.property(fc.nat(file.length), fc.nat(50), fc.string({ unit: "binary" }), (at, size, put) => {
        try {
          parseJunit(file.slice(0, at) + put + file.slice(at + size));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
      }),
    );
  });
});

describe("a log", () => {
  const logs = fc.constantFrom("ginkgo1/verbose", "ginkgo2/serial", "ginkgo2/parallel", "ginkgo2/quiet");
  const bytesOf = (folder: string) => golden(`${folder}/e2e.log`);

  test("gives the same events wherever it is cut into pieces", () => {
    fc.assert(
      fc.property(logs, fc.array(fc.nat(12_000), { maxLength: 12 }), (folder, cuts) => {
        const log = bytesOf(folder);
        const parser = new LogParser();
        const edges = [0, ...cuts.filter((cut) => cut < log.length).toSorted((a, b) => a - b), log.length];
        const pieces = edges.slice(1).flatMap((to, index) => parser.push(log.subarray(edges[index], to)));
        deepStrictEqual([...pieces, ...parser.end()], eventsOf(log));
      }),
    );
  });

  test("that is cut off anywhere has no passed spec that the whole does not have", () => {
    fc.assert(
      fc.property(logs, fc.nat(12_000), (folder, end) => {
        const log = bytesOf(folder);
        const ended = (bytes: Buffer) =>
          eventsOf(bytes).flatMap((event) =>
            event.kind === "spec-finished" && event.spec.state === "passed" ? [event.spec.name] : [],
          );
        const whole = new Set(ended(log));
        deepStrictEqual(
          ended(log.subarray(0, end)).filter((one) => !whole.has(one)),
          [],
        );
      }),
    );
  });

  test("of any bytes is read", () => {
    fc.assert(
      fc.property(logs, fc.nat(12_000), fc.uint8Array(), (folder, at, put) => {
        const log = bytesOf(folder);
        eventsOf(Buffer.concat([log.subarray(0, at), put, log.subarray(at)]));
      }),
    );
  });
});

test("the focus for some names matches them, and no other", () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), name, (names, other) => {
      const focus = new RegExp(focusFor(names));
      deepStrictEqual(
        [...names, other].filter((one) => focus.test(one)),
        names.includes(other) ? [...names, other] : names,
      );
    }),
  );
});
