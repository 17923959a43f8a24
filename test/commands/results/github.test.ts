import { expect, test } from "bun:test";
import { asGithub } from "../../../src/commands/results/github.ts";
import { hostile, obeyed, printed, specs } from "./sample.ts";

test("annotates at most nine failed tests, and says how many more there are", () => {
  const [failed] = specs;
  const many = Array.from(
    { length: 13 },
    (_, n) => ({ ...failed, name: `${n}: a test`, state: "failed", seconds: 1 }) as const,
  );
  const lines = asGithub({ ...printed(), chosen: many });
  expect(lines.filter((line) => line.startsWith("::error "))).toHaveLength(9);
  expect(lines[0]).toBe(
    "::error title=0%3A a test::ErrImagePull of agnhost:2.66.1 on node2: no such host; waited 2m%0Aat k8s.io/kubernetes/test/e2e/network/service.go:4291\n",
  );
  expect(lines.at(-1)).toContain("%0A4 more failed tests are not annotated\n");
});

test("nothing in a name or a cause becomes a command of its own", () => {
  const spec = { name: hostile, state: "failed", seconds: 1, cause: hostile } as const;
  const text = asGithub({ ...printed(), chosen: [spec] }).join("");
  expect(text.trimEnd().split("\n")).toHaveLength(2);
  expect(obeyed(text)).toEqual([]);
});
