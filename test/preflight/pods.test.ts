import { expect, test } from "bun:test";
import { podFacts } from "../../src/preflight/pods.ts";

test("a pod's requests are counted as the scheduler does", () => {
  const of = (cpu: string, restartPolicy?: string) => ({
    name: "c",
    resources: { requests: { cpu } },
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
  });
  const cpu = (spec: object) => podFacts({ spec: { containers: [], ...spec } }).requests.cpu;
  expect(cpu({ containers: [of("250m"), of("1")] })).toBe(1.25);
  expect(cpu({ containers: [of("1")], initContainers: [of("2")] })).toBe(2);
  expect(cpu({ containers: [of("1")], initContainers: [of("500m", "Always")] })).toBe(1.5);
  expect(cpu({ containers: [of("1")], overhead: { cpu: "250m" } })).toBe(1.25);
  expect(cpu({ containers: [of("1")], resources: { requests: { cpu: "3" } } })).toBe(3);
});
