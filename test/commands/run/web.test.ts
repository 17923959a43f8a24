import { expect, test } from "bun:test";
import path from "node:path";
import { openedWeb } from "../../../src/commands/run/web.ts";
import { newFolder, program } from "../program.ts";

const bed = () => {
  const said: string[] = [];
  const stderr = {
    isTTY: false,
    columns: undefined,
    write: (text: string | Uint8Array) => void said.push(String(text)),
  };
  return { said, io: { stderr, now: Date.now, signal: new AbortController().signal } };
};

test("the address is printed first, and nothing of the page is left when the run has ended", async () => {
  const cwd = newFolder();
  const { code, stderr } = await program(
    ["run", "--sandbox", "--speed", "2000", "--web", "--results-dir", path.join(cwd, "out"), "-q"],
    { cwd },
  );
  expect(code).toBe(0);
  const [, url = ""] = /^live page {2}(http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/)\n/.exec(stderr) ?? [];
  expect(url).not.toBe("");
  await expect(fetch(url)).rejects.toThrow();
}, 60_000);

test("a page that the network can reach is warned about, one of this machine is not", async () => {
  const { said, io } = bed();
  const local = await openedWeb({ host: "127.0.0.1", port: 0 }, io);
  local.close();
  expect(said).toHaveLength(1);
  const everywhere = await openedWeb({ host: "0.0.0.0", port: 0 }, io);
  everywhere.close();
  expect(said.at(-1)).toStartWith("warning: whoever can reach 0.0.0.0:0");
});

test("without an address there is none", async () => {
  const { said, io } = bed();
  const none = await openedWeb(undefined, io);
  expect([none.displays, none.atEnd, said]).toEqual([[], [], []]);
});

test("several clusters have none", async () => {
  const { code, stderr } = await program(["run", "--contexts", "a,b", "--web"]);
  expect(code).toBe(2);
  expect(stderr).toContain("--web: only for a run on one cluster");
});
