import { expect, test } from "bun:test";
import { program } from "./program.ts";

test.each([
  ["check", "did you mean `submission check` or `ai check` or `images check` or `plugin check`?"],
  ["chekc", "did you mean `submission check` or `ai check` or `images check` or `plugin check`?"],
  ["init", "did you mean `submission init` or `ai init`?"],
  ["delete", "did you mean `cleanup`?"],
  ["get", "did you mean `status` or `plugin gen`?"],
  ["list", "did you mean `status` or `history list` or `tests list` or `images list`?"],
  ["diff", "did you mean `results diff` or `coverage diff` or `tests diff`?"],
  ["sattus", "did you mean `status`?"],
])("%s is not a command, and what may be meant is named", async (word, hint) => {
  const { code, stderr } = await program([word]);
  expect(code).toBe(2);
  expect(stderr).toBe(
    `error: there is no command ${word}; ${hint}\nfix: to list all commands: kubectl conformance --help\n`,
  );
});

test("nothing is guessed where nothing is near", async () => {
  expect((await program(["xyzzy"])).stderr).toStartWith("error: there is no command xyzzy\n");
  expect((await program(["help", "xyzzy"])).stderr).toStartWith("error: there is no command xyzzy\n");
});
