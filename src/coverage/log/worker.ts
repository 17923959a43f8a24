// The thread that other-thread.ts starts: it reads parts of a log until none is left.
import { closeSync, openSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { runAtFullSpeed } from "../../process/full-speed.ts";
import { apisnoop } from "../definition/apisnoop.ts";
import { testInfra } from "../definition/test-infra.ts";
import { Recorder } from "../recorder.ts";
import type { Message, Task } from "./other-thread.ts";
import { nextPart, readPart } from "./part.ts";

runAtFullSpeed();
const { log, question }: Task = workerData;
const definition = question.definition === "apisnoop" ? apisnoop : testInfra;
const recorder = new Recorder({ ...question, definition });
const file = openSync(log.path, "r");
try {
  for (;;) {
    const part = nextPart(log.counter, log.size);
    if (part === undefined) break;
    const message: Message = { index: part.index, reading: readPart(file, part, log.name, recorder) };
    parentPort?.postMessage(message);
  }
} finally {
  closeSync(file);
}
