import { expect, test } from "bun:test";
import { calledAs } from "../../src/process/called-as.ts";

const env = { PATH: "/usr/local/bin/:/home/a/.krew/bin:rel:", _: "/usr/bin/kubectl" };
const cases: [what: string, called: string, env: Record<string, string>, name: string][] = [
  ["kubectl finds it on the PATH", "/usr/local/bin/kubectl-conformance", env, "kubectl conformance"],
  ["by krew's link", "/home/a/.krew/bin/kubectl-conformance", env, "kubectl conformance"],
  ["in a folder that the PATH names from here", "rel/kubectl-conformance", env, "kubectl conformance"],
  [
    "no shell around kubectl",
    "/usr/local/bin/kubectl-conformance",
    { PATH: env.PATH },
    "kubectl conformance",
  ],
  ["a shell finds it on the PATH", "kubectl-conformance", env, "kubectl-conformance"],
  ["by its path from here", "./kubectl-conformance", env, "kubectl-conformance"],
  ["elsewhere", "/home/jane/dist/kubectl-conformance", env, "kubectl-conformance"],
  [
    "the whole path typed, though it is on the PATH",
    "/usr/local/bin/kubectl-conformance",
    { ...env, _: "/usr/local/bin/kubectl-conformance" },
    "kubectl-conformance",
  ],
  [
    "npx, which puts its folder on the PATH",
    "/usr/local/bin/kubectl-conformance",
    { PATH: env.PATH, npm_command: "exec" },
    "kubectl-conformance",
  ],
  ["the source by a runtime", "/usr/local/bin/main.ts", env, "kubectl-conformance"],
];

for (const [what, called, given, name] of cases)
  test(`${what}: ${name}`, () => {
    expect(calledAs(called, () => given)).toBe(name as ReturnType<typeof calledAs>);
  });

test("the environment is not read if the first word is enough", () => {
  const refuse = () => {
    throw new Error("read");
  };
  expect(calledAs("/home/jane/src/main.ts", refuse)).toBe("kubectl-conformance");
});
