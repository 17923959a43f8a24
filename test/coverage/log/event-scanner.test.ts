import { expect, test } from "bun:test";
import fc from "fast-check";
import { EventScanner, unescaped } from "../../../src/coverage/log/event-scanner.ts";
import { parseLine } from "../../../src/coverage/log/parse-line.ts";
import { eventLine } from "../sample.ts";

interface Found {
  readonly auditId: string;
  readonly verb: string;
  readonly requestUri: string;
  readonly userAgent: string | undefined;
  readonly stageTimestamp: string | undefined;
}

/** What the scanner finds in lines, each as it would be read from a file; undefined where it leaves the line to a parser. */
function scanned(lines: readonly string[]): (Found | undefined)[] {
  const text = Buffer.from(lines.map((line) => `${line}\n`).join("")).toString("latin1");
  const scanner = new EventScanner((agent) => (agent === undefined ? agent : unescaped(agent)));
  let at = 0;
  return lines.map(() => {
    const end = text.indexOf("\n", at) + 1;
    const next = scanner.scan(text, at);
    at = end;
    if (next < 0) return undefined;
    expect(next).toBe(end);
    const { auditId, verb, requestUri, sender: userAgent, stageTimestamp } = scanner;
    return {
      auditId,
      verb,
      requestUri: unescaped(requestUri),
      userAgent,
      stageTimestamp: unescaped(stageTimestamp),
    };
  });
}

function parsed(line: string): Found | undefined {
  // as a file has it: half of a character becomes a mark
  const { events, broken } = parseLine(Buffer.from(line).toString());
  return broken.length > 0 ? undefined : events[0];
}

/** Where the scanner says yes, the parser says the same. */
function expectEqual(lines: readonly string[]): number {
  let certain = 0;
  scanned(lines).forEach((found, index) => {
    if (found === undefined) return;
    certain++;
    expect(found).toEqual(parsed(lines[index] ?? "") as Found);
  });
  return certain;
}

// no line ends: they are not in JSON of one line
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    '"',
    "\\",
    '","verb":"',
    '{"kind":"Event"',
    " -- ",
    "é",
    "\u2028",
    "</",
    "😀",
    "\\u0022",
    "}}",
  ),
);
const names = fc.constantFrom(
  "auditID",
  "verb",
  "requestURI",
  "userAgent",
  "user",
  "annotations",
  "items",
  "é",
  "",
);
const map = fc.dictionary(fc.oneof(names, text), text, { maxKeys: 3 });

const event = fc.record(
  {
    auditID: fc.oneof(fc.uuid(), text),
    stage: fc.constantFrom("RequestReceived", "ResponseComplete"),
    requestURI: fc.oneof(fc.webPath(), text, fc.constant("/api/v1/pods?a=1&b=<2>")),
    verb: fc.oneof(fc.constantFrom("get", "list", "", "deletecollection"), text),
    user: fc.record(
      {
        username: text,
        groups: fc.array(text, { minLength: 1, maxLength: 3 }),
        extra: fc.dictionary(fc.oneof(names, text), fc.array(text, { minLength: 1, maxLength: 2 }), {
          minKeys: 1,
          maxKeys: 2,
        }),
      },
      { requiredKeys: ["username"] },
    ),
    sourceIPs: fc.array(text, { minLength: 1, maxLength: 2 }),
    userAgent: fc.oneof(fc.constantFrom("e2e.test/v1 -- a", "kubelet/v1"), text),
    objectRef: map,
    annotations: map,
    requestObject: fc.oneof(map, fc.jsonValue()),
  },
  { requiredKeys: ["auditID", "stage", "requestURI", "verb", "user", "sourceIPs"] },
);

/** As Go writes it, or anyone else. */
const written = fc
  .tuple(event, fc.constantFrom("go", "plain", "spaced", "shuffled"), fc.infiniteStream(fc.nat()))
  .map(([fields, how, order]) => {
    if (how === "go") return eventLine(fields);
    const entries = Object.entries({
      kind: "Event",
      apiVersion: "audit.k8s.io/v1",
      level: "Metadata",
      ...fields,
    });
    if (how === "plain") return JSON.stringify(Object.fromEntries(entries));
    if (how === "spaced") return ` ${JSON.stringify(Object.fromEntries(entries)).replaceAll('":', '" : ')}\r`;
    const keyed = entries.map((entry) => ({ entry, key: order.next().value ?? 0 }));
    keyed.sort((a, b) => a.key - b.key);
    return JSON.stringify(Object.fromEntries(keyed.map(({ entry }) => entry)));
  });

test("what the scanner finds is what a parser finds, whoever wrote the lines", () => {
  fc.assert(
    fc.property(fc.array(written, { minLength: 1, maxLength: 20 }), (lines) => {
      expectEqual(lines.map((line) => line.replaceAll("\n", " ")));
    }),
    { numRuns: 2000 },
  );
});

test("it is certain of the lines that the API server writes", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.webPath(), map, (auditID, path, objectRef) => {
      const requestURI = `${path}?limit=500&watch=true`;
      expect(expectEqual([eventLine({ auditID, requestURI, objectRef })])).toBe(1);
    }),
  );
});

test("a line that is damaged anywhere is never taken for an event that a parser would not find", () => {
  const damage = fc.constantFrom('"', "\\", "{", "}", ",", "\0", "\x1f", "é", "", '","verb":"x', "[", "x");
  fc.assert(
    fc.property(written, fc.nat(), fc.nat(3), damage, (line, at, length, put) => {
      const place = at % (line.length + 1);
      const damaged = `${line.slice(0, place)}${put}${line.slice(place + length)}`.replaceAll("\n", " ");
      expectEqual([line.replaceAll("\n", " "), damaged, line.replaceAll("\n", " ")]);
    }),
    { numRuns: 5000 },
  );
});
