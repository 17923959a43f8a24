import { expect, test } from "bun:test";
import { proxyTo } from "../../src/net/proxy.ts";

const cluster = { name: "c" };
const toProxy = (server: string, env: Record<string, string>) => proxyTo(server, cluster, env)?.shown;

test.each([
  ["https://h:6443", { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://q:1" }, "http://p:1"],
  ["http://h:8080", { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://q:1" }, "http://q:1"],
  ["http://h:8080", { HTTPS_PROXY: "http://p:1" }, undefined],
  ["https://h", { https_proxy: "http://p:1" }, "http://p:1"],
  ["https://h", { HTTPS_PROXY: "http://p:1", https_proxy: "http://q:1" }, "http://p:1"],
  ["https://h", { HTTPS_PROXY: "", https_proxy: "http://q:1" }, "http://q:1"],
  ["https://h", { HTTPS_PROXY: "p:3128" }, "http://p:3128"],
  ["https://h", { HTTPS_PROXY: "socks5://p:1080" }, "socks5://p:1080"],
  ["https://h", { ALL_PROXY: "http://p:1" }, undefined],
])("%s with %j goes to %s", (server, env, proxy) => {
  expect(toProxy(server, env)).toBe(proxy);
});

test.each([
  // never by a proxy
  ["https://localhost:6443", "", false],
  ["https://127.0.0.1:6443", "", false],
  ["https://127.9.9.9:6443", "", false],
  ["https://[::1]:6443", "", false],
  ["https://localhost.example.com", "", true],
  // names
  ["https://api.example.com:6443", "*", false],
  ["https://api.example.com:6443", "example.com", false],
  ["https://example.com:6443", "example.com", false],
  ["https://api.example.com:6443", ".example.com", false],
  ["https://example.com:6443", ".example.com", true],
  ["https://api.example.com:6443", "*.example.com", false],
  ["https://api.example.com:6443", "EXAMPLE.com", false],
  ["https://badexample.com:6443", "example.com", true],
  ["https://api.example.com:6443", "other.org , example.com", false],
  ["https://api.example.com:6443", "example.com:6443", false],
  ["https://api.example.com:6443", "example.com:443", true],
  ["https://api.example.com", "example.com:443", false],
  // addresses
  ["https://10.1.2.3:6443", "10.1.2.3", false],
  ["https://10.1.2.3:6443", "10.1.2.3:6443", false],
  ["https://10.1.2.3:6443", "10.1.2.3:443", true],
  ["https://10.1.2.3:6443", "10.0.0.0/8", false],
  ["https://11.1.2.3:6443", "10.0.0.0/8", true],
  ["https://[fd00::7]:6443", "fd00::/8", false],
  ["https://[fd00::7]:6443", "fd00::7", false],
  ["https://[fd00::7]:6443", "[fd00::7]:6443", false],
  ["https://[fe00::7]:6443", "fd00::/16", true],
  // nothing that means anything
  ["https://10.1.2.3:6443", "10.0.0.0/99,/8,:6443,,.", true],
])("%s with NO_PROXY=%s: by the proxy is %p", (server, list, proxied) => {
  const HTTPS_PROXY = "http://p:1";
  expect(toProxy(server, { HTTPS_PROXY, NO_PROXY: list }) !== undefined).toBe(proxied);
  expect(toProxy(server, { HTTPS_PROXY, no_proxy: list }) !== undefined).toBe(proxied);
});

test("the kubeconfig's proxy-url is above the environment, also above NO_PROXY", () => {
  const proxy = proxyTo(
    "https://h",
    { ...cluster, proxyUrl: "http://me:word@k:1" },
    {
      HTTPS_PROXY: "http://p:1",
      NO_PROXY: "*",
    },
  );
  expect(proxy).toMatchObject({ url: "http://me:word@k:1", shown: "http://k:1" });
});

test.each([
  ["127.0.0.1:1", "cluster c: proxy-url 127.0.0.1:1: has no scheme"],
  ["proxy:3128", "cluster c: proxy-url proxy:3128: has no scheme"],
  ["me:secret@proxy:3128", "cluster c: proxy-url proxy:3128: has no scheme"],
  ["ftp://me:secret@proxy", "cluster c: proxy-url ftp://proxy: unsupported scheme"],
  ["http://me:se/cret@proxy:x", "cluster c: proxy-url http://proxy:x: not the URL of a proxy"],
])("a proxy-url %s is reported with its cluster, without its credentials", (proxyUrl, words) => {
  const attempt = () => proxyTo("https://h", { ...cluster, proxyUrl }, {});
  expect(attempt).toThrow(words);
  expect(attempt).toThrow(
    expect.objectContaining({ name: "InputError", fix: expect.stringContaining("http://HOST:PORT") }),
  );
});

test("a variable that holds no URL of a proxy is named", () => {
  expect(() => proxyTo("https://h", cluster, { https_proxy: "http://me:secret@p:port" })).toThrow(
    "https_proxy http://p:port: not the URL of a proxy",
  );
});
