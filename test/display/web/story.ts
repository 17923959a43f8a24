import type { RunEvent } from "../../../src/run/events.ts";

/** 2026-11-20T22:16:00Z */
export const began = Date.UTC(2026, 10, 20, 22, 16);

const columns = ["Name", "Ready", "Status", "Restarts", "Age"];

/** What happens in the middle of a run on two processes; `evil` stands in each name and text. */
export function midRun(now = began + 200_000, evil = ""): RunEvent[] {
  const at = (seconds: number) => now - 200_000 + seconds * 1000;
  const pod = (
    seconds: number,
    status: string,
    change: "ADDED" | "MODIFIED" | "DELETED" = "MODIFIED",
  ): RunEvent => ({
    kind: "pod",
    at: at(seconds),
    change,
    namespace: "services-1",
    name: `web-0${evil}`,
    columns,
    cells: [`web-0${evil}`, "0/1", status, "0", "1s"],
  });
  const progress = (seconds: number, more: object): RunEvent => ({
    kind: "progress",
    at: at(seconds),
    total: 12,
    passed: 0,
    failed: 0,
    remaining: 12,
    running: [],
    elapsed: seconds * 1000,
    ...more,
  });
  return [
    {
      kind: "run-started",
      at: at(-5),
      id: "20261120-2215-k3x9",
      namespace: "conformance",
      server: "https://api.example.com",
      version: "v1.37.2",
      image: `registry.k8s.io/conformance:v1.37.2${evil}`,
      processes: 2,
      why: "two nodes",
      folder: "/out",
    },
    { kind: "suite-started", at: at(0), total: 12, of: 7355, processes: 2 },
    progress(0, {}),
    pod(5, "ContainerCreating", "ADDED"),
    {
      kind: "spec-finished",
      at: at(30),
      spec: { name: `[sig-node] Pods should run${evil} [Conformance]`, state: "passed", seconds: 25 },
      namespaces: ["pods-1"],
    },
    pod(40, "ErrImagePull"),
    {
      kind: "cause",
      at: at(60),
      change: "begun",
      about: "image",
      what: `agnhost:2.66.1 on node2${evil}`,
      why: `ErrImagePull (failed to resolve: no such host${evil})`,
      fix: `make it available${evil}`,
      waiting: 2,
      specs: 2,
      failed: 0,
    },
    {
      kind: "spec-finished",
      at: at(160),
      spec: {
        name: `[sig-network] Services should answer${evil} [Conformance]`,
        state: "failed",
        seconds: 155,
        message: `Timed out after 120.001s.\nErrImagePull${evil}`,
        location: `service.go:4291${evil}`,
      },
      namespaces: ["services-1"],
    },
    {
      kind: "notice",
      at: at(170),
      level: "warning",
      text: `the watch was cut${evil}`,
      fix: `none needed${evil}`,
    },
    progress(190, {
      passed: 1,
      failed: 1,
      remaining: 10,
      running: [{ name: `var-expansion${evil}`, namespace: "var-expansion-7", since: at(100) }],
      left: 660_000,
    }),
  ];
}
