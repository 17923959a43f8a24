import { afterEach, beforeEach, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { directly, type Output, sinkOf } from "../../src/process/sink.ts";

let folder = "";
let fd = -1;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sink-"));
});
afterEach(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

const noFailure = (error: Error) => {
  throw error;
};

/** An output whose stream gathers what comes to it. */
function output(): Output & { readonly streamed: () => string; readonly opened: () => number } {
  const pieces: string[] = [];
  let opened = 0;
  return {
    fd,
    isDirect: true,
    openStream: () => {
      opened++;
      return new Writable({
        write: (chunk, _encoding, done) => {
          pieces.push(String(chunk));
          done();
        },
      }) as NodeJS.WriteStream;
    },
    streamed: () => pieces.join(""),
    opened: () => opened,
  };
}

function openFile(): string {
  const file = path.join(folder, "out");
  fd = openSync(file, "w");
  return file;
}

test("a little text needs no stream, and is out when the write returns", () => {
  const file = openFile();
  const out = output();
  const sink = sinkOf(out, noFailure);
  sink.write("ä line\n");
  sink.write(new TextEncoder().encode("bytes\n"));
  expect(readFileSync(file, "utf8")).toBe("ä line\nbytes\n");
  expect(sink.isTTY).toBe(false);
  expect(sink.columns).toBeUndefined();
  expect(out.opened()).toBe(0);
});

test("more goes to the stream, in order, and nothing past it", () => {
  const file = openFile();
  const out = output();
  const sink = sinkOf(out, noFailure);
  const head = "x".repeat(directly);
  sink.write(head);
  sink.write("tail\n");
  sink.write("end\n");
  expect(readFileSync(file, "utf8")).toBe(head);
  expect(out.streamed()).toBe("tail\nend\n");
  expect(out.opened()).toBe(1);
});

test("one large text goes to the stream whole", () => {
  const file = openFile();
  const out = output();
  const text = "x".repeat(directly + 1);
  sinkOf(out, noFailure).write(text);
  expect(readFileSync(file, "utf8")).toBe("");
  expect(out.streamed()).toBe(text);
});

test("what a full pipe that does not wait refuses goes to the stream", () => {
  const pipe = path.join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  fd = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  const filling = new Uint8Array(4096);
  const full = () => {
    for (;;) writeSync(fd, filling);
  };
  expect(full).toThrow("EAGAIN");
  // room for a part of it
  readSync(fd, new Uint8Array(4096));
  const out = output();
  sinkOf(out, noFailure).write(`${"x".repeat(4096)}rest`);
  expect(out.streamed()).toBe("rest");
});

test.skipIf(process.platform !== "linux")("a failure is reported once, after the write", async () => {
  fd = openSync("/dev/full", "w");
  const failures: Error[] = [];
  const sink = sinkOf(output(), (error) => failures.push(error));
  sink.write("a");
  sink.write("b");
  expect(failures).toEqual([]);
  await nextTurn();
  sink.write("c");
  await nextTurn();
  expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining("ENOSPC")]);
});

test("where the system wants its stream, all goes to it", () => {
  const file = openFile();
  const out = output();
  sinkOf({ ...out, isDirect: false }, noFailure).write("text");
  expect(readFileSync(file, "utf8")).toBe("");
  expect(out.streamed()).toBe("text");
});
