import { expect, test } from "bun:test";
import { createJsonlDisplay, eventLine } from "../../src/display/jsonl.ts";
import { FakeSink, pod, start } from "./fakes.ts";

test("an event a line, whole lines, nothing but events", () => {
  const sink = new FakeSink();
  const display = createJsonlDisplay(sink);
  display.note("not JSON");
  display.show(pod(["p", "1/1"], { columns: ["Name", "Ready"] }));
  display.show({ kind: "notice", at: start, level: "info", text: "two\nlines \x9b\u202e" });
  display.close();
  expect(sink.writes).toEqual([
    '{"at":"2026-11-20T22:15:00.000Z","kind":"pod","change":"MODIFIED","namespace":"default","name":"p","columns":["Name","Ready"],"cells":["p","1/1"]}\n',
    '{"at":"2026-11-20T22:15:00.000Z","kind":"notice","level":"info","text":"two\\nlines \\u009b\\u202e"}\n',
  ]);
});

test("keys come in one order, however the event was built, and points in time are RFC 3339", () => {
  const running = [{ since: start - 1000, namespace: "services-1", name: "services" }];
  const { kind, ...rest } = {
    left: 5,
    running,
    remaining: 1,
    failed: 0,
    passed: 1,
    total: 2,
    at: start,
    kind: "progress",
  } as const;
  const line =
    '{"at":"2026-11-20T22:15:00.000Z","kind":"progress","total":2,"passed":1,"failed":0,"remaining":1,"running":[{"namespace":"services-1","name":"services","since":"2026-11-20T22:14:59.000Z"}],"left":5}';
  expect(eventLine({ ...rest, kind })).toBe(line);
  expect(eventLine({ kind, ...rest })).toBe(line);
});

test("nothing of a finished spec is lost", () => {
  const spec = { name: "n", state: "failed", seconds: 1.5, message: "m", location: "l:1" } as const;
  expect(JSON.parse(eventLine({ kind: "spec-finished", at: start, spec })).spec).toEqual(spec);
});

test("progress says since when there is no contact; a spec that has ended has its namespaces", () => {
  const lost = { kind: "progress", at: start, total: 2, passed: 1, failed: 0, remaining: 1 } as const;
  const line = JSON.parse(eventLine({ ...lost, running: [], noContactSince: start - 1000 }));
  expect(line.noContactSince).toBe("2026-11-20T22:14:59.000Z");
  const spec = { name: "n", state: "passed", seconds: 1 } as const;
  const finished = eventLine({ kind: "spec-finished", at: start, spec, namespaces: ["webhook-1"] });
  expect(JSON.parse(finished).namespaces).toEqual(["webhook-1"]);
});

test("nothing of a run's beginning and of a finding is lost", () => {
  const begun = {
    kind: "run-started",
    id: "20261120-2215-k3x9",
    namespace: "conformance",
    server: "https://127.0.0.1:6443",
    version: "v1.35.4",
    image: "registry.k8s.io/conformance:v1.35.4",
    processes: 12,
    why: "2 nodes",
    folder: "/tmp/out",
  } as const;
  const at = "2026-11-20T22:15:00.000Z";
  expect(JSON.parse(eventLine({ ...begun, at: start }))).toEqual({ ...begun, at });
  const found = { kind: "finding", check: "dns", status: "warn", summary: "s", why: "w", fix: "f" } as const;
  expect(JSON.parse(eventLine({ ...found, at: start }))).toEqual({ ...found, at });
});
