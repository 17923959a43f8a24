import { expect, test } from "bun:test";
import { setFlagFault } from "../../src/suite/set-flags.ts";

test.each([
  ["suite", ["--non-blocking-taints=a", "--ginkgo.seed=7", "-v=4", "--report-complete-ginkgo=true"]],
  ["suite", ["--label=--procs=2", "--list-images=false", "--constructor"]],
  [
    "ginkgo",
    ["--seed=7", "--timeout=48h", "--flake-attempts=2", "--focus=x", "--skip", "y", "--until-it-fails=false"],
  ],
] as const)("arguments of the %s: %j are left to the person", (of, given) => {
  expect(setFlagFault(given, of)).toBeUndefined();
});

test.each([
  ["suite", "--report-dir=/x", "the report must be where"],
  ["suite", "-report-dir=/x", "the report must be where"],
  ["suite", "--report-prefix=x", "the report must have the name"],
  ["suite", "--disable-log-dump=false", "is set already"],
  ["suite", "--provider=aws", "is set to skeleton"],
  ["suite", "--list-images", "end without"],
  ["suite", "--ginkgo.no-color=false", "colors would be in e2e.log"],
  ["suite", "--ginkgo.vv", "cannot be combined with -v"],
  ["ginkgo", "--procs=4", "is set by --parallel"],
  ["ginkgo", "-p", "is set by --parallel"],
  ["ginkgo", "--nodes", "is set by --parallel"],
  ["ginkgo", "--vv", "cannot be combined with -v"],
  ["ginkgo", "--succinct", "cannot be combined with -v"],
  ["ginkgo", "--until-it-fails", "never ends"],
] as const)("of the %s, %s is set by the run", (of, argument, why) => {
  expect(setFlagFault(["--seed=1", argument], of)).toMatchObject({
    argument,
    why: expect.stringContaining(why),
  });
});
