import { expect, test } from "bun:test";
import { homeFolder } from "../../src/process/home.ts";

const nobody = () => {
  throw new Error("ENOENT: no such file or directory, uv_os_homedir");
};

test("a user whom the system does not know, with no HOME, has the root as home", () => {
  expect(homeFolder({ env: {} }, nobody)).toBe("/");
  expect(homeFolder({ env: { HOME: "" } }, nobody)).toBe("/");
});

test("HOME comes before what the system says", () => {
  expect(homeFolder({ env: { HOME: "/h" } }, () => "/other")).toBe("/h");
  expect(homeFolder({ env: {} }, () => "/other")).toBe("/other");
});
