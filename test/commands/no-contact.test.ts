import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { serveSandbox } from "../../src/commands/sandbox/serve.ts";
import type { EndSignal } from "../../src/process/io.ts";
import { newFolder, program } from "./program.ts";

test("an API server that is gone is shown in the progress, with since when, until the run is left", async () => {
  const sandbox = await serveSandbox({ speed: 40 });
  const cwd = newFolder();
  const kubeconfig = path.join(cwd, "kubeconfig");
  await Bun.write(kubeconfig, readFileSync(sandbox.kubeconfig));
  const handlers: ((signal: EndSignal) => void)[] = [];
  const running = program(
    ["run", "--results-dir", "out", "--skip-preflight", "all", "--kubeconfig", kubeconfig],
    { cwd, onSignal: (handler) => handlers.push(handler) },
  );
  const file = path.join(cwd, "out/events.jsonl");
  const seen = async (words: string) => {
    while (!existsSync(file) || !readFileSync(file, "utf8").includes(words)) await Bun.sleep(5);
  };
  await seen("spec-finished");
  const gone = Date.now();
  await sandbox.close();
  await seen("noContactSince");
  const progress = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .findLast((event) => event.kind === "progress");
  expect(Date.parse(progress.noContactSince)).toBeGreaterThanOrEqual(gone);
  expect(progress.left).toBeUndefined();
  expect(progress.total).toBe(441);
  for (const handler of handlers) handler("SIGTERM");
  expect((await running).code).toBe(130);
});
