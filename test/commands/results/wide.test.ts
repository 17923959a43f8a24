import { expect, test } from "bun:test";
import { asWide } from "../../../src/commands/results/wide.ts";
import { printed } from "./sample.ts";

test("has a row for each test, with its place and its cause", () => {
  const [header, failed, flaky] = asWide(printed()).join("").split("\n");
  expect(header).toMatch(/^STATE +TIME +SIG +PLACE +NAME +CAUSE$/);
  expect(failed).toMatch(/^failed .*service\.go:4291 .*ErrImagePull of agnhost/);
  expect(flaky).toStartWith("passed (flaky)");
});
