import { expect, test } from "bun:test";
import { createPodsDisplay } from "../../src/display/pods.ts";
import { FakeClock, FakeSink, pod, progress, start } from "./fakes.ts";

function shown() {
  const clock = new FakeClock();
  const sink = new FakeSink();
  return { clock, sink, display: createPodsDisplay(sink, clock) };
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

test("a lone first row does not wait for a second one, nor for the end", () => {
  const { clock, sink, display } = shown();
  display.show(short);
  clock.pass(100);
  expect(sink.text).toContain("\ndefault     a ");
});

test("close writes a first list still held back, once", () => {
  const { clock, sink, display } = shown();
  display.show(short);
  display.close();
  display.close();
  clock.pass(1000);
  expect(sink.text.match(/default/g)).toHaveLength(1);
});

test("nothing is written for a run without pods", () => {
  const { sink, display } = shown();
  display.show(progress());
  display.close();
  expect(sink.writes).toEqual([]);
});
