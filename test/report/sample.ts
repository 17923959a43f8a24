import { gunzipSync } from "node:zlib";
import { atOnce } from "../../src/async/steps.ts";
import { buildSteps } from "../../src/report/build.ts";
import type { ReportData } from "../../src/report/data.ts";
import { LogParts } from "../../src/report/logs.ts";
import type { Subject } from "../../src/report/subject.ts";
import type { ViewedSpec } from "../../src/results/view.ts";

/** Text that would do harm where it is not made visible: a script, an end of each thing that holds it, a bidi override, an escape. */
export const hostile =
  "</script></template><script>window.owned=1</script><img src=x onerror=window.owned=1>\u202egnp.exe\u001b[31m\"'&amp;";

const zero = Date.UTC(2026, 10, 20, 22, 16, 4);

/** A test that ran from one second of the suite to another. */
export function spec(name: string, from: number, to: number, more: Partial<ViewedSpec> = {}): ViewedSpec {
  const [began, ended] = [zero + from * 1000, zero + to * 1000];
  return { name, state: "passed", seconds: to - from, began, ended, ...more };
}

/** A small run that failed, on two processes. */
export function subject(specs: readonly ViewedSpec[] = sampleSpecs, more: Partial<Subject> = {}): Subject {
  const failed = specs.filter(({ state }) => state === "failed").length;
  return {
    name: "20261120-2215-k3x9",
    verdict: failed > 0 ? "failed" : "passed",
    certifiable: false,
    deviations: [`${failed} required tests failed`],
    counts: { total: specs.length, passed: specs.length - failed, failed, skipped: 0 },
    seconds: 1622,
    specs,
    causes: [],
    missing: [],
    processes: 2,
    times: {},
    facts: [
      ["Kubernetes", "v1.35.4"],
      ["Started", "2026-11-20T22:16:04.123Z"],
    ],
    ...more,
  };
}

export const sampleSpecs: readonly ViewedSpec[] = [
  spec("[sig-node] Pods should run [Conformance]", 0, 10),
  spec("[sig-network] Services should answer [Conformance]", 0, 130, {
    state: "failed",
    cause: "ErrImagePull of agnhost:2.66.1 on node2: no such host; waited 2m",
    message: "Timed out after 120.001s.\nExpected Running",
    location: "k8s.io/kubernetes/test/e2e/network/service.go:4291",
  }),
  spec("[sig-apps] Job should run [Conformance]", 10, 60, { flaked: true }),
  spec("[sig-node] Taints should evict [Serial] [Conformance]", 131, 190),
];

/** The data that the page of a subject is given. */
export function dataOf(of: Subject, events?: string): ReportData {
  return atOnce(buildSteps(of, { logs: new LogParts(), events })).data;
}

/** What a page holds packed. */
export function unpack(html: string, id: "data" | "log"): string {
  const packed = new RegExp(`<template id="${id}">([^<]*)</template>`).exec(html)?.[1] ?? "";
  return gunzipSync(Buffer.from(packed, "base64")).toString();
}
