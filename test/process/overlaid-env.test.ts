import { expect, test } from "bun:test";
import { overlaidEnv } from "../../src/process/overlaid-env.ts";

test("what is set later is seen by whoever has the environment, and by the programs it starts", () => {
  const over: Record<string, string> = {};
  const env = overlaidEnv({ HOME: "/home", NO_COLOR: undefined }, over);
  expect(env.NO_COLOR).toBeUndefined();
  over.NO_COLOR = "1";
  expect([env.NO_COLOR, env.HOME]).toEqual(["1", "/home"]);
  expect({ ...env }).toEqual({ HOME: "/home", NO_COLOR: "1" });
});
