import { expect, test } from "bun:test";
import { connectionFlags } from "../../src/commands/connection-flags.ts";
import type { FlagsOf } from "../../src/commands/with-flags.ts";
import type { ConnectionFlags } from "../../src/kube/flags.ts";

type Declared = FlagsOf<typeof connectionFlags>;

test("each flag that a connection is made of is declared, under its own name", () => {
  // the compiler is the test: a flag that is not declared does not take `never`
  const missing: [Exclude<keyof ConnectionFlags, keyof Declared>] extends [never] ? true : false = true;
  expect(missing).toBe(true);
  const flags: Declared = connectionFlags()
    .parse(["--as-group", "a", "--as-group", "b"], { from: "user" })
    .opts();
  expect(flags).toEqual({ asGroup: ["a", "b"], requestTimeout: "0" });
});
