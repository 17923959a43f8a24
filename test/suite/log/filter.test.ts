import { expect, test } from "bun:test";
import { LogFilter, type LogWanted } from "../../../src/suite/log/filter.ts";
import { golden } from "../golden.ts";

function filtered(wanted: Omit<LogWanted, "year">, log: Uint8Array, chunk = 100): string {
  const filter = new LogFilter({ ...wanted, year: 2026 });
  const out: Uint8Array[] = [];
  for (let at = 0; at < log.length; at += chunk) out.push(...filter.push(log.subarray(at, at + chunk)));
  return Buffer.concat([...out, ...filter.end()]).toString();
}

const log = new Uint8Array(golden("ginkgo2/serial/e2e.log"));
const lines = (text: string) => new TextEncoder().encode(text);

test("gives the lines of one test, byte for byte", () => {
  const text = filtered({ test: "Pods submitted removed" }, log);
  expect(text).toStartWith("[sig-node] Pods should be submitted and removed");
  expect(text).toEndWith("• [0.000 seconds]\n");
  expect(Buffer.from(log).includes(text)).toBe(true);
});

test("gives the last lines, of the whole or of a test", () => {
  expect(filtered({ tail: 1 }, log)).toBe("Test Suite Failed\n");
  expect(filtered({ tail: 0 }, log)).toBe("");
  expect(filtered({ test: "Pods submitted removed", tail: 1 }, log)).toBe("• [0.000 seconds]\n");
});

test("begins with the first line of that time, whatever stands after it", () => {
  const some = lines(
    "I1120 22:16:04.1 1 a] old\nno time\n  I1120 22:16:06.2 1 a] new\nno time either\n  I1120 22:16:05.0 1 a] late\n",
  );
  expect(filtered({ since: Date.UTC(2026, 10, 20, 22, 16, 6) }, some)).toBe(
    "  I1120 22:16:06.2 1 a] new\nno time either\n  I1120 22:16:05.0 1 a] late\n",
  );
});

test("keeps a bound of bytes of the last lines", () => {
  const filter = new LogFilter({ tail: 1_000_000, year: 2026 });
  const piece = lines(`${"x".repeat(2 ** 20 - 1)}\n`);
  for (let n = 0; n < 70; n++) filter.push(piece);
  expect(filter.end()).toHaveLength(64);
});

test("gives the last lines so far when they are released, and every line after that", () => {
  const filter = new LogFilter({ tail: 2, year: 2026 });
  const text = (pieces: Uint8Array[]) => Buffer.concat(pieces).toString();
  expect(text(filter.push(lines("a\nb\nc\nd")))).toBe("");
  expect(text(filter.release())).toBe("b\nc\n");
  expect(text(filter.push(lines("e\nf\ng\n")))).toBe("de\nf\ng\n");
  expect(text(filter.end())).toBe("");
});
