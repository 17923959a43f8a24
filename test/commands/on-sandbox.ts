import { afterAll, beforeAll } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type ServedSandbox, serveSandbox } from "../../src/commands/sandbox/serve.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { program, type Result } from "./program.ts";

export interface OnSandbox {
  /** Of the sandbox. */
  readonly kubeconfig: string;
  /** Runs the program with these words on the sandbox. */
  call(args: readonly string[], options?: Parameters<typeof program>[1]): Promise<Result>;
}

/** A sandbox that is there for all tests of the file, or of the `describe`, that this is called in. */
export function onSandbox(speed = 1000): OnSandbox {
  let sandbox: ServedSandbox;
  beforeAll(async () => {
    sandbox = await serveSandbox({ speed });
  });
  afterAll(() => sandbox.close());
  return {
    get kubeconfig() {
      return sandbox.kubeconfig;
    },
    call: (args, options) => program([...args, "--kubeconfig", sandbox.kubeconfig], options),
  };
}

/** The first run's id in what a command said; empty without one. */
export function idOf(stderr: string): string {
  return /\b\d{8}-\d{4}-\w{4}\b/.exec(stderr)?.[0] ?? "";
}

export function recordOf(folder: string): RunRecord {
  return JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
}
