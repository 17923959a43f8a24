import { expect, test } from "bun:test";
import { judgeVersion } from "../../../src/preflight/control/version.ts";

const november = Date.parse("2026-11-20T00:00:00Z");

test.each([
  ["v1.35.4", november, "pass", "CNCF takes 1.35 to 1.37"],
  ["v1.37.0-gke.1", november, "pass", "can be submitted"],
  ["v1.34.9", november, "warn", "too old"],
  ["v1.34.9", Date.parse("2026-08-25T00:00:00Z"), "pass", "1.36 is current"],
  ["v1.38.0", november, "warn", "v1.38 is newer than v1.37, the newest release whose required tests"],
  ["v1.36.0", Date.parse("2027-09-01T00:00:00Z"), "pass", "may know a newer release"],
  ["v1.38.0-beta.1", november, "warn", "not released yet; v1.38 is newer than v1.37"],
  ["v1.37.0-rc.1", november, "warn", "not released yet"],
  ["", november, "warn", "no version names no Kubernetes release"],
])("version %s", (server, now, status, words) => {
  const found = judgeVersion(server, now);
  expect(found.status).toBe(status as "pass");
  expect(found.summary).toContain(words);
});
