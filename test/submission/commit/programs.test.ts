import { expect, test } from "bun:test";
import { overridesOf, parseSettings, settingVariables } from "../../../src/submission/commit/programs.ts";

const of = (scope: string, key: string, value: string) => ({ scope, key, value });

test("the list is read with values of several lines, and switches without a value", () => {
  const list = "global\0user.name\nJane\0local\0alias.x\na\nb\0local\0core.bare\0";
  expect(parseSettings(list)).toEqual([
    of("global", "user.name", "Jane"),
    of("local", "alias.x", "a\nb"),
    of("local", "core.bare", "true"),
  ]);
});

test("a program of the clone gives way to the person's, else to none; whose commit it is stays", () => {
  const settings = [
    of("system", "gpg.program", "/usr/bin/gpg2"),
    of("global", "filter.lfs.clean", "git-lfs clean"),
    of("local", "filter.lfs.clean", "evil"),
    of("local", "filter.Odd=.name.smudge", "evil"),
    of("worktree", "gpg.openpgp.program", "evil"),
    of("local", "user.email", "jane@acme.test"),
    of("local", "commit.gpgsign", "true"),
  ];
  expect(overridesOf(settings)).toEqual([
    ["filter.lfs.clean", "git-lfs clean"],
    ["filter.Odd=.name.smudge", ""],
    ["gpg.openpgp.program", "/usr/bin/gpg2"],
    ["filter.Odd=.name.required", "false"],
  ]);
});

test("of the helpers for passwords the person's own are left", () => {
  const settings = [
    of("global", "credential.helper", "store"),
    of("local", "credential.https://github.com.helper", "!evil"),
  ];
  expect(overridesOf(settings)).toEqual([
    ["credential.helper", ""],
    ["credential.helper", "store"],
  ]);
  expect(overridesOf(settings.slice(0, 1))).toEqual([]);
});

test("settings come after those that the environment has already", () => {
  expect(settingVariables([["a.b", "c"]], { GIT_CONFIG_COUNT: "1" })).toEqual({
    GIT_CONFIG_KEY_1: "a.b",
    GIT_CONFIG_VALUE_1: "c",
    GIT_CONFIG_COUNT: "2",
  });
});
