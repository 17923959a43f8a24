import { describe, expect, test } from "bun:test";
import { authority, isLoopback, isOwnHost, webAddress } from "../../../src/display/web/address.ts";

test.each([
  ["127.0.0.1:8080", "127.0.0.1:8080"],
  ["8080", "127.0.0.1:8080"],
  ["localhost:0", "127.0.0.1:0"],
  ["0.0.0.0:80", "0.0.0.0:80"],
  ["[::1]:9", "[::1]:9"],
])("--web %s is %s", (given, wanted) => {
  expect(authority(webAddress(given))).toBe(wanted);
});

test.each([
  "",
  ":8080",
  "k3x9",
  "127.0.0.1",
  "127.0.0.1:65536",
  "example.com:80",
  "::1:80",
  "20261120-2215-k3x9",
  "http://127.0.0.1:80",
])("--web %s is refused", (given) => {
  expect(() => webAddress(given)).toThrow(/--web .*: not an address and a port/);
});

test("only this machine reaches the loopback", () => {
  expect(
    ["127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "10.0.0.1", "::"].map((host) => isLoopback({ host })),
  ).toEqual([true, true, true, false, false, false]);
});

describe("the host that a browser names", () => {
  const local = { host: "127.0.0.1", port: 8080 };
  test.each([
    [local, "127.0.0.1:8080", true],
    [local, "localhost:8080", true],
    [local, "LOCALHOST:8080", true],
    [local, "[::1]:8080", true],
    [local, "127.0.0.1:8081", false],
    [local, "127.0.0.1", false],
    [local, "evil.example.com:8080", false],
    [local, "127.0.0.1.evil.example.com:8080", false],
    [local, "10.0.0.5:8080", false],
    [local, undefined, false],
    [{ host: "10.0.0.5", port: 80 }, "10.0.0.5", true],
    [{ host: "10.0.0.5", port: 80 }, "localhost:80", false],
    [{ host: "0.0.0.0", port: 80 }, "192.0.2.7", true],
    [{ host: "0.0.0.0", port: 80 }, "evil.example.com", false],
  ])("at %j, %s: %p", (address, host, isOwn) => {
    expect(isOwnHost(host, address)).toBe(isOwn);
  });
});
