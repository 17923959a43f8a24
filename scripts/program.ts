import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { programTree } from "../src/commands/program.ts";

/** The program as it is declared, for what is written from its declarations; what it would print goes to `write`. */
export function declaredProgram(
  write: (text: string) => void = () => undefined,
): Promise<CommandUnknownOpts> {
  const sink = {
    isTTY: false,
    columns: undefined,
    write: (text: string | Uint8Array) => write(String(text)),
  };
  const io = {
    stdout: sink,
    stderr: sink,
    env: {},
    cwd: "/",
    now: () => 0,
    monotonic: () => 0,
    sleep: async () => undefined,
    signal: new AbortController().signal,
    onSignal: () => () => undefined,
    ask: undefined,
  };
  const version = { version: "v0.0.0", runtime: "", platform: "" };
  return programTree({ io, version, name: "kubectl conformance", argv: [], exit: () => undefined });
}
