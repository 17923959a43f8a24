import { expect, test } from "bun:test";
import { timeZoneFault } from "../../src/generate/time-zone.ts";

// judged as the API server of Kubernetes 1.37 judges them
test.each(["Europe/Berlin", "UTC", "Etc/UTC", "US/Eastern", "EST5EDT", "GMT", "Asia/Calcutta", "Etc/GMT+5"])(
  "%s is a time zone",
  (zone) => {
    expect(timeZoneFault(zone)).toBeUndefined();
  },
);

test.each([
  ["europe/berlin", "write it as Europe/Berlin"],
  ["utc", "write it as UTC"],
  ["us/eastern", "write it as the IANA database does: Europe/Berlin"],
  ["Europe/Berlni", "did you mean Europe/Berlin?"],
  ["Banana", "write it as the IANA database does: Europe/Berlin"],
  ["+01:00", "write it as the IANA database does: Europe/Berlin"],
  ["Local", "write it as the IANA database does: Europe/Berlin"],
  ["", "write it as the IANA database does: Europe/Berlin"],
])("%s is none", (zone, fix) => {
  expect(timeZoneFault(zone)).toMatchObject({ fix });
});
