import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { redactArgv, redactText } from "../../src/text/redact.ts";

describe("a text loses the secrets of its URLs", () => {
  test.each([
    ["https://user:pass@host/x", "https://…@host/x"],
    ["https://user:p@ss@host/", "https://…@host/"],
    ["https://token@host:6443", "https://…@host:6443"],
    ["https://user:p/a@ss@host/x", "https://…@host/x"],
    ["https://user:p#a?b@host/x", "https://…@host/x"],
    ["https://user:p%40ss@[::1]:443/", "https://…@[::1]:443/"],
    ["HTTPS://user:pass@host", "HTTPS://…@host"],
    ["https:/user:pass@host/", "https:/…@host/"],
    ["https:\\\\user:pass@host\\x", "https:\\\\…@host\\x"],
    ["socks5://user:pass@proxy:1080 is away", "socks5://…@proxy:1080 is away"],
    [
      "git clone of ssh://git:key@host/a and https://u:p@host/b",
      "git clone of ssh://…@host/a and https://…@host/b",
    ],
    ['{"server":"https://u:p@host","other":"a@b"}', '{"server":"https://…@host","other":"a@b"}'],
    ["--proxy=http://u:p@host:3128", "--proxy=http://…@host:3128"],
    ["https://host/x?a=1&X-Amz-Signature=abc&b=2", "https://host/x?a=1&X-Amz-Signature=…&b=2"],
    [
      "https://host/x?X-Goog-Credential=a%2Fb&X-Goog-Signature=abc",
      "https://host/x?X-Goog-Credential=…&X-Goog-Signature=…",
    ],
    ["https://host/x?sv=2024&sig=abc%3D", "https://host/x?sv=2024&sig=…"],
    ["https://host/x?%74oken=abc", "https://host/x?%74oken=…"],
    [
      "https://host/x?AWSAccessKeyId=abc&Expires=1&Signature=x;y",
      "https://host/x?AWSAccessKeyId=…&Expires=1&Signature=…;y",
    ],
    ["https://host/x#access_token=abc&state=1", "https://host/x#access_token=…&state=1"],
    ["https://host/#/back?id_token=abc", "https://host/#/back?id_token=…"],
    ["https://user:pass@host/?password=abc#k", "https://…@host/?password=…#k"],
    ["https://host?url=https://u:p@other/", "https://host?url=https://…@other/"],
  ])("%s", (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
    expect(redactText(redacted)).toBe(redacted);
  });

  test.each([
    "registry.k8s.io/conformance:v1.35.4@sha256:0123",
    "https://registry.example.com/a@sha256:0123",
    "https://host:6443/x@y?page=2&keyboard=de#part",
    "contact jane@acme.test: see https://acme.test/ or git@github.com:acme/x",
    "https://github.com/cncf/k8s-conformance/compare/main...a:b?expand=1&title=a",
    "a: //b@c, file:///etc/hosts, C:\\x",
    "",
  ])("%s has none, and stays", (text) => {
    expect(redactText(text)).toBe(text);
  });
});

describe("the words of a command", () => {
  test.each([
    [
      ["--token", "abc"],
      ["--token", "…"],
    ],
    [
      ["--token=a=b", "--password=x"],
      ["--token=…", "--password=…"],
    ],
    [
      ["--notify", "https://hooks.slack.com/services/T/B/x", "--on-finish=curl -H 'Authorization: x' h"],
      ["--notify", "…", "--on-finish=…"],
    ],
    [
      ["--notify=slack:https://h/x", "--on-finish", "curl h"],
      ["--notify=…", "--on-finish", "…"],
    ],
    [
      ["--kubeconfig", "/home/token"],
      ["--kubeconfig", "/home/token"],
    ],
    [
      ["--server", 'https://u:p w"d@host'],
      ["--server", "https://…@host"],
    ],
    [["--extra-args=--provider-token=abc"], ["--extra-args=--provider-token=…"]],
    [
      ["--extra-ginkgo-args", "--api.secret=abc"],
      ["--extra-ginkgo-args", "--api.secret=…"],
    ],
    [["--image-pull-secret=default/registry"], ["--image-pull-secret=default/registry"]],
    [
      ["--image-pull-secret", "default/registry"],
      ["--image-pull-secret", "default/registry"],
    ],
    [["--test-repo-list=https://h/x?sig=abc"], ["--test-repo-list=https://h/x?sig=…"]],
    [
      ["--focus", "token=.*password"],
      ["--focus", "token=.*password"],
    ],
    [
      ["run", "--mode", "quick"],
      ["run", "--mode", "quick"],
    ],
  ])("%j", (argv, redacted) => {
    expect(redactArgv(argv)).toEqual(redacted);
    expect(redactArgv(redacted)).toEqual(redacted);
  });
});

describe("whatever the words", () => {
  // what nobody could distinguish from the rest of the sentence is left out: blanks, quotes
  const secret = fc
    .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."aZ09-._~!$&'()*+,;=:@%|{}[]^/?#\\") })
    .map((text) => `S3CRET${text}S3CRET`);
  const host = fc.constantFrom("host", "host:6443", "[::1]:443", "a.example.com");
  const path = fc.constantFrom("", "/", "/a/b", "/a@b");
  const words = fc.string({ unit: fc.constantFrom(..."abc xyz.,-_=@/é\n") });
  const survives = (text: string) => text.includes("S3CRET");

  test("no password of a URL is left", () => {
    fc.assert(
      fc.property(words, secret, host, path, words, (before, password, at, rest, after) => {
        const text = `${before} https://user:x${password}@${at}${rest} ${after}`;
        const redacted = redactText(text);
        expect(survives(redacted)).toBe(false);
        expect(redactText(redacted)).toBe(redacted);
        expect(survives(redactArgv(["--server", `https://user:x${password}@${at}${rest}`]).join(" "))).toBe(
          false,
        );
        expect(survives(redactArgv([`--server=https://user:x${password}@${at}${rest}`]).join(" "))).toBe(
          false,
        );
      }),
    );
  });

  test("no value of a signed query is left, wherever it stands", () => {
    const name = fc.constantFrom(
      "token",
      "sig",
      "X-Amz-Signature",
      "access_token",
      "client_secret",
      "apikey",
    );
    const value = secret.map((text) => encodeURIComponent(text));
    fc.assert(
      fc.property(
        host,
        path,
        name,
        value,
        fc.constantFrom("?", "#", "?a=b&", "#a=b&"),
        (at, rest, key, given, mark) => {
          const url = `https://${at}${rest}${mark}${key}=${given}&z=1`;
          expect(redactText(`see ${url}, please`)).toBe(
            `see https://${at}${rest}${mark}${key}=…&z=1, please`,
          );
        },
      ),
    );
  });

  test("what has no URL stays as it is", () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(redactText(text)).toBe(text);
      }),
    );
  });

  test("it takes time in proportion to the text, and twice is once", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const once = redactText(text);
        expect(redactText(once)).toBe(once);
      }),
    );
    for (const part of ["https://", "https:", "@", "a:", "https://a:b", "?token", "//@"]) {
      expect(redactText(part.repeat(100_000)).length).toBeGreaterThan(0);
    }
  });
});
