import { describe, expect, test } from "bun:test";
import { InputError } from "../../../src/errors.ts";
import { type Plugin, runPlugin } from "../../../src/kube/credentials/plugin-run.ts";

const shell = (script: string, over: Partial<Plugin> = {}): Plugin => ({
  user: "u",
  apiVersion: "v",
  command: "sh",
  args: ["-c", script],
  env: [],
  installHint: undefined,
  interactive: false,
  ...over,
});
const env = { PATH: process.env.PATH, SHARED: "program" };
const messages: string[] = [];
const run = (plugin: Plugin) => runPlugin(plugin, env, (line) => messages.push(line));
const failure = (plugin: Plugin) => run(plugin).printed.catch((error: unknown) => error);

describe("runPlugin", () => {
  test("gives what it printed, and not what it said", async () => {
    expect(await run(shell("echo one; echo aside >&2; echo two")).printed).toBe("one\ntwo\n");
    // it ended before anybody waited
    expect(messages).toEqual([]);
  });

  test("hands it the program's environment, and above that its own", async () => {
    const own = [
      { name: "SHARED", value: "plugin" },
      { name: "OWN", value: "x y" },
    ];
    expect(await run(shell('echo "$SHARED $OWN"', { env: own })).printed).toBe("plugin x y\n");
    expect(await run(shell('echo "$SHARED"')).printed).toBe("program\n");
  });

  test("it has nothing to read from", async () => {
    expect(await run(shell("cat; echo end")).printed).toBe("end\n");
  });

  test("one that fails is reported with its code and the end of its output, in one line", async () => {
    const error = await failure(shell("echo secret; echo 'not\n logged in' >&2; exit 3"));
    expect(error).toEqual(new Error("credential plugin sh of user u failed with exit code 3: not logged in"));
    expect(await failure(shell("exit 1"))).toEqual(
      new Error("credential plugin sh of user u failed with exit code 1"),
    );
  });

  test("one that a signal ends is no success", async () => {
    expect(String(await failure(shell("kill -9 $$")))).toContain("of user u was ended by SIGKILL");
  });

  test("one that is stopped is ended", async () => {
    const { printed, stop } = run(shell("exec sleep 60"));
    const ended = printed.catch((error: unknown) => error);
    stop();
    expect(String(await ended)).toContain("was ended by SIGTERM");
  });

  test("one that prints without end is stopped at a bound", async () => {
    const error = await failure(shell("exec yes"));
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain("of user u printed more than 1 MiB");
  });
});

describe("one that cannot be started is reported with what to do", () => {
  test.each<[string, Partial<Plugin>, string, string]>([
    ["on no PATH", { command: "no-such" }, "no-such of user u is not on PATH", "install no-such, or"],
    [
      "not where it is named",
      { command: "/no/such" },
      "/no/such of user u does not exist",
      "install /no/such, or",
    ],
    [
      "with a hint",
      { command: "no-such", installHint: " get it\n from there " },
      "is not on PATH",
      "get it from there",
    ],
    [
      "with an empty hint",
      { command: "no-such", installHint: " \n" },
      "is not on PATH",
      "install no-such, or",
    ],
    [
      "a folder",
      { command: "/" },
      "/ of user u cannot be started: it is a directory",
      "name the program in it, or",
    ],
    ["with a NUL in it", { command: "a\0b" }, "cannot be started: ", "--user"],
  ])("%s", async (_, over, words, fix) => {
    const error = await failure(shell("", over));
    expect(error).toBeInstanceOf(InputError);
    if (!(error instanceof InputError)) return;
    expect(error.message).toContain(words);
    expect(error.fix).toContain(fix);
  });
});
