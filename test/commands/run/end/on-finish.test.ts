import { expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { onFinish } from "../../../../src/commands/run/end/on-finish.ts";
import { end, keptSink } from "./ends.ts";

async function said(
  command: string,
  over = {},
  within?: number,
  signal = new AbortController().signal,
): Promise<string> {
  const sink = keptSink();
  const io = { env: { PATH: process.env.PATH ?? "", OWN: "own" }, cwd: tmpdir(), stderr: sink, signal };
  await onFinish(command, io, undefined, within)(end(1, over));
  return sink.text;
}

test("the command finds the result in its environment, next to the other variables", async () => {
  const command =
    'echo "$OWN $CONFORMANCE_RUN $CONFORMANCE_VERDICT $CONFORMANCE_CERTIFIABLE $CONFORMANCE_FAILED"; echo "$CONFORMANCE_FOLDER" >&2';
  const lines = (await said(command)).split("\n");
  expect(lines).toContain("own 20261120-2215-k3x9 failed false 1");
  expect(lines).toContain("/out");
});

test("what a cluster says is neither a command nor an escape sequence there", async () => {
  const reason = "$(echo owned)\u001b[2J\nx";
  expect(await said('printf "%s\\n" "$CONFORMANCE_REASON"', { reason })).toBe("$(echo owned)^[[2J^Jx\n");
});

test("what it prints is made visible, and limited", async () => {
  expect(await said("printf 'a\\033[2J\\nb'")).toBe("a^[[2J\nb\n");
  const much = await said("yes 0123456789 | head -n 100000");
  expect(much.length).toBeLessThanOrEqual(64 * 1024 + 11);
  expect(much).toStartWith("0123456789\n");
});

test("its failure is a warning", async () => {
  expect(await said("exit 7")).toBe("warning: the command of --on-finish failed with exit code 7\n");
});

test("it is killed after its time, even if something holds its pipes", async () => {
  expect(await said("sleep 60 & sleep 60", {}, 50)).toContain(
    "did not end within 0.05 seconds, and its shell was killed\n",
  );
});

test("what it leaves running in the background is not waited for", async () => {
  const begun = performance.now();
  expect(await said("sleep 20 & echo done")).toBe("done\n");
  expect(performance.now() - begun).toBeLessThan(10_000);
}, 25_000);

test("an interruption ends it", async () => {
  const interrupt = new AbortController();
  const saying = said("sleep 60", {}, 30_000, interrupt.signal);
  interrupt.abort();
  expect(await saying).toBe("warning: the command of --on-finish was interrupted: its shell was killed\n");
});

test("a run that goes on is not at its end", async () => {
  const sink = keptSink();
  const io = { env: {}, cwd: tmpdir(), stderr: sink, signal: new AbortController().signal };
  await onFinish("echo ran", io, undefined)({ kind: "left", run: "r" });
  expect(sink.text).toBe("");
});
