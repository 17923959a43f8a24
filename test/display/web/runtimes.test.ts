import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { runtimes } from "../../kube/runtimes.ts";

const root = path.resolve(import.meta.dir, "../../..");

test.each(runtimes)(
  "$runtime serves the live page to its end, and then ends by itself",
  ({ runtime, words }) => {
    const command = path.join(root, "node_modules/.bin", runtime);
    const least =
      runtime === "deno" ? ["run", "--no-prompt", "--allow-net=127.0.0.1", "--allow-read"] : words;
    const check = path.join(import.meta.dir, "runtimes.check.ts");
    const run = spawnSync(command, [...least, check], { cwd: root, encoding: "utf8", timeout: 60_000 });
    expect(run.status).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual({
      page: 200,
      foreign: 403,
      // one of two states of the progress is kept
      ids: 9,
      html: "the report",
      closed: "rejected",
    });
  },
);
