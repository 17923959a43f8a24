import { expect, test } from "bun:test";
import { receiverOf } from "../../../../src/commands/run/end/receiver.ts";

test.each([
  ["https://ci.example.com/hook", "json"],
  ["https://hooks.slack.com/services/T/B/x", "slack"],
  ["slack:https://chat.example.com/hooks/x", "slack"],
  ["http://127.0.0.1:8080/x", "json"],
  ["http://[::1]/x", "json"],
  ["http://localhost/x", "json"],
])("%s is posted to as %s", (given, form) => {
  expect(receiverOf(given).form).toBe(form as "json");
});

test.each([
  "http://ci.example.com/s3cr3t",
  "http://127.0.0.1.example.com/s3cr3t",
  "ftp://h/s3cr3t",
  "s3cr3t",
  "slack:s3cr3t",
])("%s is refused, and not quoted", (given) => {
  expect(() => receiverOf(given)).toThrow(/^--notify: (?!.*s3cr3t)/);
});
