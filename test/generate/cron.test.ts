import { expect, test } from "bun:test";
import { scheduleFault } from "../../src/generate/cron.ts";

// each was given to the API server of Kubernetes 1.37 (`create cronjob --dry-run=server`), and judged as it did, but for those below
test.each([
  "0 2 * * *",
  "30 1 * * 1-5",
  "@every 1h30m",
  "@midnight",
  "*/70 * * * *",
  "0 0 1 jan *",
  "0 0 ? * mon-fri",
  "1,,2 * * * *",
  "*-5 * * * *",
  "0 0 * * SUN",
  "5/10 * * * *",
  "+1 * * * *",
  "01 * * * *",
  "0\t0 * * *",
  "0 0 * * sun-6",
  "00005 * * * *",
  "? ? ? ? ?",
  "0 0 31 1,2 *",
  "0 0 29 2 *",
])("%s is a schedule", (schedule) => {
  expect(scheduleFault(schedule)).toBeUndefined();
});

test.each([
  ["x y z a b", "minute x: x is not a number"],
  ["60 * * * *", "minute 60: goes from 0 to 59"],
  ["0 0 * * 7", "weekday 7: goes from 0 to 6"],
  ["0-5/0 * * * *", "minute 0-5/0: has a step of 0"],
  ["0 2 * * * *", "has 6 fields where cron takes 5"],
  ["2", "has 1 field where cron takes 5"],
  ["@reboot", "there is no @reboot"],
  ["@HOURLY", "there is no @HOURLY"],
  ["@every 5", "5 is not a duration: write it like 12h or 1h30m"],
  ["5-1 * * * *", "minute 5-1: 5 is after 1"],
  ["1-2-3 * * * *", "minute 1-2-3: has too many dashes"],
  ["1/2/3 * * * *", "minute 1/2/3: has too many slashes"],
  ["0 0 * * 0#1", "weekday 0#1: 0#1 is not a number or name"],
  ["0 0 L * *", "day of the month L: L is not a number"],
  ["1- * * * *", "minute 1-: a number is missing"],
  ["*/ * * * *", "minute */: a number is missing"],
  ["/5 * * * *", "minute /5: a number is missing"],
  ["0x5 * * * *", "minute 0x5: 0x5 is not a number"],
  ["CRON_TZ=UTC 0 0 * * *", "the time zone has its own flag, --time-zone"],
])("%s is none", (schedule, why) => {
  expect(scheduleFault(schedule)).toBe(why);
});

test.each([
  ["0 0 31 2 *", "no month of 2 has a day 31"],
  ["0 0 31 4,jun *", "no month of 4,jun has a day 31"],
  [", * * * *", "minute ,: names nothing"],
  ["@every 0s", "0s is not a duration: write it like 12h or 1h30m"],
])("%s would be taken, and never start a run", (schedule, why) => {
  expect(scheduleFault(schedule)).toBe(why);
});
