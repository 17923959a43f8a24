import { expect, test } from "bun:test";
import { judgeVersion } from "../../src/preflight/control/version.ts";
import { checkSubmission } from "../../src/submission/check/report.ts";
import { heldMinors, newestMinor } from "../../src/suite/required/required.ts";
import { currentMinor } from "../../src/suite/taken.ts";
import { withTexts } from "../submission/check/sample.ts";

test("the release that is current goes by the day, from the release on", () => {
  expect(currentMinor(Date.parse("2026-08-25T23:59:59Z"))).toBe("v1.36");
  expect(currentMinor(Date.parse("2026-08-26T00:00:00Z"))).toBe("v1.37");
  expect(currentMinor(0)).toBe("v1.31");
});

test("no release has its list held here that is not known to be out", () => {
  const [, newest] = newestMinor().split(".");
  const [, current] = currentMinor(Date.parse("2100-01-01")).split(".");
  expect(Number(newest)).toBeLessThanOrEqual(Number(current));
});

test.each(["2026-08-25", "2026-08-26", "2026-11-20"])(
  "on %s preflight and a submission's check take the same minors",
  (day) => {
    const now = Date.parse(day);
    for (const minor of heldMinors().filter(
      (one) => Number(one.split(".")[1]) <= Number(currentMinor(now).split(".")[1]),
    )) {
      const submission = { ...withTexts({}, `${minor}/acme`), latest: currentMinor(now) };
      const gate = checkSubmission(submission).checks.find(({ id }) => id === "gate-window");
      const taken = judgeVersion(`${minor}.0`, now).status === "pass";
      expect(`${minor} ${gate?.bot}`).toBe(`${minor} ${taken ? "pass" : "fail"}`);
    }
  },
);
