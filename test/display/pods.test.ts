import { expect, test } from "bun:test";
import { createPodsDisplay } from "../../src/display/pods.ts";
import { FakeSink, pod, progress, start } from "./fakes.ts";

function shown() {
  const sink = new FakeSink();
  return { sink, display: createPodsDisplay(sink) };
}

const short = pod(["a", "1/1", "Running", "0", "1s"]);
const long = pod(["a-longer-name", "1/1", "Running", "0", "1s"]);

test("the rows of the first list align, later ones come by themselves", () => {
  const { sink, display } = shown();
  display.show(short);
  display.show(progress());
  display.show(long);
  display.show({ ...pod(["the-longest-name-of-all", "1/1", "Running", "0", "1s"]), at: start + 5 });
  expect(sink.text.split("\n")).toEqual([
    "NAMESPACE   NAME            READY   STATUS    RESTARTS   AGE",
    "default     a               1/1     Running   0          1s",
    "default     a-longer-name   1/1     Running   0          1s",
    "default     the-longest-name-of-all   1/1     Running   0          1s",
    "",
  ]);
});

test("close writes a first list still held back, once", () => {
  const { sink, display } = shown();
  display.show(short);
  display.close();
  display.close();
  expect(sink.text.match(/default/g)).toHaveLength(1);
});

test("nothing is written for a run without pods", () => {
  const { sink, display } = shown();
  display.show(progress());
  display.close();
  expect(sink.writes).toEqual([]);
});
