import { expect, test } from "bun:test";
import { argumentFault } from "../../src/suite/argument.ts";

test.each([
  [["--a=one two", "--b=x,y", "-v", "-v=4", "--ginkgo.focus=foo -bar"]],
  [["--label-filter=a && b", "--kubectl-path=/no such kubectl", '--x="quoted"']],
  [["--allowed-not-ready-nodes", "1"]],
  [[]],
])("%j may be meant", (given) => {
  expect(argumentFault(given)).toBeUndefined();
});

test.each([
  [
    ["“--allowed-not-ready-nodes=1”"],
    "has typographic quotation marks",
    "type it again: --allowed-not-ready-nodes=1",
  ],
  [["--provider=“aws”"], "has typographic quotation marks", "type it again: --provider=aws"],
  [["—provider=aws"], "has typographic quotation marks or dashes", "type it again: --provider=aws"],
  [["–-provider=aws"], "has typographic quotation marks or dashes", "type it again: --provider=aws"],
  [['"--provider=aws"'], "has typographic quotation marks", "type it again: --provider=aws"],
  [["--a=1 --b=2"], "contains 2 arguments", "give the flag once for each: --a=1, then --b=2"],
  [["--a 1"], "has a space after the name of the flag", "write it as --a=1"],
  [["provider=aws"], "does not begin with a dash", "did you mean --provider=aws?"],
  [["--a=1", "2"], "does not begin with a dash", "--2"],
])("%j ends the suite at its start", (given, why, fix) => {
  expect(argumentFault(given)).toMatchObject({
    argument: given.at(-1) ?? "",
    why: expect.stringContaining(why),
    fix: expect.stringContaining(fix),
  });
});
