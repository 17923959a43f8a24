import { expect, test } from "bun:test";
import { readAuditLog } from "../../../../src/commands/run/audit-log/source.ts";

test("a file of this machine, or one that a kubelet serves", () => {
  expect(readAuditLog("logs/audit.log", "/home/me")).toEqual({
    kind: "file",
    name: "logs/audit.log",
    file: "/home/me/logs/audit.log",
  });
  const name = "node:cp-1.example:/var/log/kubernetes/../kubernetes/audit.log";
  const log = { kind: "node", name, node: "cp-1.example", path: "kubernetes/audit.log" } as const;
  expect(readAuditLog(name, "/")).toEqual(log);
});

test.each([
  ["node:cp-1:/etc/shadow", "serves only files below /var/log"],
  ["node:cp-1:/var/log/../../etc/shadow", "serves only files below /var/log"],
  ["node:cp-1:/var/log/", "serves only files below /var/log"],
  ["node:cp-1", "is not a log of a node"],
  ["node:../x:/var/log/a", "is not a log of a node"],
])("%s is refused", (given, why) => {
  expect(() => readAuditLog(given, "/")).toThrow(why);
});
