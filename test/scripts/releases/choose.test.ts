import { expect, test } from "bun:test";
import { chooseReleases } from "../../../scripts/releases/choose.ts";

const held = ["v1.35.4", "v1.36.3"];

test("the newest patch of each minor is taken, new minors among them, and the newest version shows what comes", () => {
  const versions = [
    "v1.13.0",
    "v1.34.9",
    "v1.35.4",
    "v1.36.10",
    "v1.36.9",
    "v1.37.0-rc.1",
    "v1.37.2",
    "v1.38.0-beta.0",
  ];
  expect(chooseReleases(versions, held)).toEqual({
    releases: ["v1.35.4", "v1.36.10", "v1.37.2"],
    ahead: "v1.38.0-beta.0",
  });
});

test("what is held stays where the proxy has nothing newer", () => {
  expect(chooseReleases(["v1.36.1"], held)).toEqual({ releases: held, ahead: "v1.36.3" });
});

test("a prerelease comes before its release, and alpha before beta before rc", () => {
  const ahead = (...versions: string[]) => chooseReleases(versions, held).ahead;
  expect(ahead("v1.37.0-alpha.3", "v1.37.0-rc.0", "v1.37.0-beta.12")).toBe("v1.37.0-rc.0");
  expect(ahead("v1.37.0-alpha.10", "v1.37.0-alpha.9")).toBe("v1.37.0-alpha.10");
  expect(ahead("v1.37.0", "v1.37.0-rc.0", "v2", "v1.99.0-0.20260101000000-abcdef123456")).toBe("v1.37.0");
});

test("a minor that would be left out is an error", () => {
  expect(() => chooseReleases(["v1.38.1"], held)).toThrow("no release between v1.36.3 and v1.38.1");
});
