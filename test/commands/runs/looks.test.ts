import { expect, test } from "bun:test";
import { looks } from "../../../src/commands/runs/looks.ts";
import { AnswerError } from "../../../src/kube/errors.ts";

function fakeIo() {
  const said: string[] = [];
  const slept: number[] = [];
  const io = {
    signal: new AbortController().signal,
    stderr: {
      isTTY: false,
      columns: undefined,
      write: (data: string | Uint8Array) => void said.push(String(data)),
    },
    sleep: async (ms: number) => void slept.push(ms),
  };
  return { io, said, slept };
}

test("what may pass is said once and waited out, each look at its pace", async () => {
  const { io, said, slept } = fakeIo();
  const answers = [1, undefined, undefined, 2, undefined, 3];
  const seen: number[] = [];
  for await (const answer of looks(
    io,
    () => 500,
    async () => {
      const next = answers.shift();
      if (next === undefined) throw new AnswerError("/api", "is empty");
      return next;
    },
  )) {
    seen.push(answer);
    if (answer === 3) break;
  }
  expect(seen).toEqual([1, 2, 3]);
  expect(said).toHaveLength(2);
  expect(slept).toEqual([500, 500, 500, 500, 500]);
});

test("where the first look fails, nothing is waited for", async () => {
  const { io } = fakeIo();
  const first = looks(
    io,
    () => 500,
    () => Promise.reject(new AnswerError("/api", "is empty")),
  ).next();
  expect(first).rejects.toThrow("is empty");
});
