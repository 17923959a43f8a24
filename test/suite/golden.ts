import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import type { LogEvent } from "../../src/suite/log.ts";
import { LogParser } from "../../src/suite/log.ts";
import type { SpecResult } from "../../src/suite/spec.ts";

const fixtures = new URL("../fixtures/", import.meta.url);

/** A file that the real Ginkgo wrote, such as `ginkgo2/serial/e2e.log`. */
export function golden(name: string): Buffer {
  return readFileSync(new URL(`suite/${name}`, fixtures));
}

/** The log and junit of a real run of all conformance specs, on 12 processes. */
export function recordedRun(): { log: Buffer; junit: string } {
  const { log, junit } = JSON.parse(readFileSync(new URL("recording/recording.json", fixtures), "utf8"));
  const unpack = (packed: string) => brotliDecompressSync(Buffer.from(packed, "base64"));
  const container = unpack(log.brotli);
  return {
    log: container.subarray(log.head, container.length - log.tail),
    junit: unpack(junit.brotli).toString(),
  };
}

/** All events of a log, read in chunks of `size` bytes. */
export function eventsOf(log: Buffer, size = 65_536): LogEvent[] {
  const parser = new LogParser();
  const events: LogEvent[] = [];
  for (let at = 0; at < log.length; at += size) events.push(...parser.push(log.subarray(at, at + size)));
  return [...events, ...parser.end()];
}

export function ofKind<K extends LogEvent["kind"]>(events: readonly LogEvent[], kind: K) {
  return events.filter((event): event is Extract<LogEvent, { kind: K }> => event.kind === kind);
}

/** The specs that ended according to a log. */
export function specsOf(events: readonly LogEvent[]): SpecResult[] {
  return ofKind(events, "spec-finished").map((event) => event.spec);
}
