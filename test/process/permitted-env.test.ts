import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dir, "../..");
const script = `
  import { permittedEnv } from ${JSON.stringify(path.join(root, "src/process/permitted-env.ts"))};
  import process from "node:process";
  const env = permittedEnv(process.env);
  console.log(JSON.stringify([env.GIVEN, env.HIDDEN ?? "unset", "HIDDEN" in env, Object.entries(env).filter(([name]) => name === "GIVEN")]));
`;

function underDeno(...permissions: string[]): unknown {
  const run = spawnSync(
    path.join(root, "node_modules/.bin/deno"),
    ["run", "--no-prompt", ...permissions, "-"],
    {
      input: script,
      encoding: "utf8",
      env: { ...process.env, GIVEN: "here", HIDDEN: "there" },
    },
  );
  expect(run.stderr).toBe("");
  return JSON.parse(run.stdout);
}

test("a variable that Deno may not read is unset, and none are listed", () => {
  expect(underDeno("--allow-read", "--allow-env=GIVEN")).toEqual(["here", "unset", false, []]);
});

test("with all of the environment allowed nothing is left out", () => {
  expect(underDeno("--allow-read", "--allow-env")).toEqual(["here", "there", true, [["GIVEN", "here"]]]);
});
