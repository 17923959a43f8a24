import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { runtimes } from "./runtimes.ts";

const root = path.resolve(import.meta.dir, "../..");

test.each(runtimes)(
  "$runtime distinguishes the outcomes of an exec, and ends by itself",
  ({ runtime, words }) => {
    const command = path.join(root, "node_modules/.bin", runtime);
    const check = path.join(import.meta.dir, "exec.check.ts");
    const run = spawnSync(command, [...words, check], { cwd: root, encoding: "utf8", timeout: 60_000 });
    expect(JSON.parse(run.stdout)).toEqual({
      stream: "wrote hello",
      cut: "ConnectionError",
      emptyMessage: "AnswerError",
      page: "ExecRefused 503",
      nothing: "ExecRefused undefined",
      another: "ExecRefused 101",
      hungUp: "ConnectionError",
    });
  },
);
