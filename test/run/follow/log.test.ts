import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SuiteLog } from "../../../src/run/follow/log.ts";
import { type LogEvent, LogParser } from "../../../src/suite/log.ts";
import { golden } from "../../suite/golden.ts";

const whole = golden("ginkgo2/serial/e2e.log");

test.each([1000, 4097])(
  "bytes that come in parts of %i, whoever reads them on, say what they say at once, and are all kept",
  async (size) => {
    const target = path.join(mkdtempSync(path.join(tmpdir(), "suite-log-")), "e2e.log");
    const log = await SuiteLog.open(target);
    const events: LogEvent[] = [];
    for (let from = 0; from < whole.length; from += size) {
      // a stop or --timeout makes another reader go on here, in the middle of a spec
      expect(log.offset).toBe(from);
      events.push(...(await log.take(whole.subarray(from, from + size))));
    }
    events.push(...log.end());
    const parser = new LogParser();
    expect(events).toEqual([...parser.push(whole), ...parser.end()]);
    await log.close(undefined);
    expect(readFileSync(target).equals(whole)).toBe(true);
  },
);
