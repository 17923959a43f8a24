import { expect, test } from "bun:test";
import { checkConnectionFlags, requestTimeout, serverUrl } from "../../src/kube/connection-values.ts";

test.each([
  ["https://example.com:6443/", "https://example.com:6443"],
  ["https://example.com/k8s/clusters/c-1?x=1", "https://example.com/k8s/clusters/c-1"],
  ["127.0.0.1:8001", "http://127.0.0.1:8001"],
  ["HTTPS://Example.com", "https://example.com"],
])("the server %s is %s", (text, url) => {
  expect(serverUrl(text, "--server")).toBe(url);
});

test.each(["", "ftp://example.com", "https://", "example.com/path", "https://a b"])(
  "the server %j is refused",
  (text) => {
    expect(() => serverUrl(text, "--server")).toThrow("not an http(s) URL or HOST:PORT");
  },
);

test("a request timeout is a number of seconds or a duration, and 0 is none", () => {
  expect(["0", "30", "1m30s"].map(requestTimeout)).toEqual([0, 30_000, 90_000]);
  expect(() => requestTimeout("soon")).toThrow("Invalid timeout value");
});

test.each([
  [{ server: "ftp://example.com" }, "--server"],
  [{ requestTimeout: "soon" }, "--request-timeout"],
  [{ v: "all" }, "-v all"],
  [{ as: "jane", asUserExtra: ["scopes"] }, "--as-user-extra scopes"],
])("%j is refused by its flag's name", (flags, name) => {
  expect(() => checkConnectionFlags(flags)).toThrow(name);
});

test("without these flags nothing is refused", () => {
  expect(() => checkConnectionFlags({ asGroup: ["admins"] })).not.toThrow();
});
