import { expect, test } from "bun:test";
import type { Submission } from "../../../../src/submission/check/submission.ts";
import { good, goodSubmission, withTexts } from "../sample.ts";
import { answered, both, type Found, foundIn, product, type Row } from "./mutate.ts";

test.each<Row>([
  // PRODUCT.yaml
  ["a field twice", product(/^vendor: .*\n/m, "vendor: A\nvendor: B\n"), { "product-fields": "pass/warn" }],
  ...["vendor", "name", "version", "description"].flatMap((field): [string, Submission, Found][] => [
    [`no ${field}`, product(new RegExp(`^${field}: .*\n`, "m"), ""), { "product-fields": both }],
    [`${field} null`, product(new RegExp(`^${field}: .*`, "m"), `${field}:`), { "product-fields": both }],
    [
      `${field} ""`,
      product(new RegExp(`^${field}: .*`, "m"), `${field}: ""`),
      { "product-fields": "pass/fail" },
    ],
    [
      `${field} TODO`,
      product(new RegExp(`^${field}: .*`, "m"), `${field}: TODO`),
      { "product-fields": "pass/fail" },
    ],
    [
      `${field} a list`,
      product(new RegExp(`^${field}: .*`, "m"), `${field}: [a]`),
      { "product-urls-and-email": both },
    ],
  ]),
  ...["website_url", "documentation_url"].flatMap((field): [string, Submission, Found][] => [
    [`no ${field}`, product(new RegExp(`^${field}: .*\n`, "m"), ""), { "product-fields": both }],
    [
      `${field} ""`,
      product(new RegExp(`^${field}: .*`, "m"), `${field}: ""`),
      { "product-fields": "pass/fail" },
    ],
    [
      `${field} without a scheme`,
      product(new RegExp(`^${field}: .*`, "m"), `${field}: kind.sigs.k8s.io`),
      {
        "product-urls-and-email": both,
      },
    ],
    [
      `${field} a path`,
      product(new RegExp(`^${field}: .*`, "m"), `${field}: /foo`),
      { "product-urls-and-email": "pass/fail" },
    ],
    [
      `${field} ftp`,
      product(new RegExp(`^${field}: .*`, "m"), `${field}: ftp://acme.test/`),
      { "product-urls-and-email": "pass/fail" },
    ],
    [
      `${field} of example.com`,
      product(new RegExp(`^${field}: .*`, "m"), `${field}: https://example.com/`),
      {
        "product-urls-and-email": "pass/fail",
      },
    ],
  ]),
  ["no repo_url", product(/^repo_url: .*\n/m, ""), {}],
  ["an empty repo_url", product(/^repo_url: .*/m, "repo_url:"), {}],
  ["no logo", product(/^product_logo_url: .*\n/m, ""), { "product-logo": "not-run/warn" }],
  ["a logo in PNG", product("logo.svg", "logo.png"), { "product-logo": "not-run/warn" }],
  [
    "a logo that is no URL",
    product("https://acme.test/turbo/logo.svg", "logo.svg"),
    { "product-urls-and-email": both },
  ],
  ["no e-mail", product(/^contact.*\n/m, ""), { "product-fields": both }],
  ["an e-mail of words", product("k8s@acme.test", "ask us"), { "product-urls-and-email": both }],
  [
    "an e-mail with a name",
    product("k8s@acme.test", "Foo <a@acme.test>"),
    { "product-urls-and-email": "pass/fail" },
  ],
  [
    "an e-mail of example.com",
    product("k8s@acme.test", "you@example.com"),
    { "product-urls-and-email": "pass/fail" },
  ],
  ["type hosted", product("type: distribution", "type: hosted"), { "product-type": "pass/warn" }],
  ["type Distribution", product("type: distribution", "type: Distribution"), { "product-type": "pass/warn" }],
  ["type TODO", product("type: distribution", "type: TODO"), { "product-type": "pass/fail" }],
  [
    "a value that is not finite",
    product("type: distribution", "type: .inf"),
    {
      "required-files": both,
      "product-fields": both,
      "product-type": "pass/warn",
      "product-quoted": "not-run/warn",
    },
  ],
  ["type empty", product("type: distribution", 'type: ""'), { "product-fields": "pass/fail" }],
  ["no type", product("type: distribution\n", ""), { "product-fields": both }],
  ["type hosted platform", product("type: distribution", "type: hosted platform"), {}],
  [
    "a version that is a number",
    product('version: "v1.8.0"', "version: 1.30"),
    { "product-quoted": "not-run/warn" },
  ],
  [
    "a version that is a date",
    product('version: "v1.8.0"', "version: 2026-11-20"),
    { "product-quoted": "not-run/warn" },
  ],
  ["a version without quotes that is a text", product('version: "v1.8.0"', "version: v1.8.0"), {}],
  ["a field nobody knows", product("type:", "logo: x\ntype:"), { "product-fields": "pass/warn" }],
  [
    "no YAML",
    product("type: distribution", "type: 'it's'"),
    {
      "required-files": both,
      "product-fields": both,
      "product-urls-and-email": both,
    },
  ],
  [
    "a list for a file",
    withTexts({ "PRODUCT.yaml": "- a\n" }),
    {
      "required-files": both,
      "product-fields": both,
      "product-urls-and-email": both,
    },
  ],
  [
    "CRLF",
    withTexts({
      "PRODUCT.yaml": good["PRODUCT.yaml"].replaceAll("\n", "\r\n"),
      "README.md": good["README.md"].replaceAll("\n", "\r\n"),
    }),
    {},
  ],
  [
    "a BOM",
    withTexts({
      "PRODUCT.yaml": `\ufeff${good["PRODUCT.yaml"]}`,
      "junit_01.xml": `\ufeff${good["junit_01.xml"]}`,
    }),
    {},
  ],
  // what URLs answer
  [
    "a PDF",
    answered({ kind: "answer", status: 200, contentType: "application/pdf", url: "https://acme.test/" }),
    { "product-urls-answer": both },
  ],
  [
    "a page that is not there",
    answered({ kind: "answer", status: 404, contentType: "text/html", url: "https://acme.test/" }),
    { "product-urls-answer": "pass/warn" },
  ],
  [
    "no content type",
    answered({ kind: "answer", status: 200, contentType: "", url: "https://acme.test/" }),
    { "product-urls-answer": "pass/warn" },
  ],
  [
    "a server that refuses HEAD",
    answered({ kind: "answer", status: 405, contentType: "text/html", url: "https://acme.test/" }),
    {},
  ],
  [
    "a certificate that is not trusted",
    answered({
      kind: "answer",
      status: 200,
      contentType: "text/html",
      url: "https://acme.test/",
      doubt: "self-signed certificate",
    }),
    { "product-urls-answer": "pass/warn" },
  ],
  [
    "a PDF behind a certificate that is not trusted",
    answered({
      kind: "answer",
      status: 200,
      contentType: "application/pdf",
      url: "https://acme.test/",
      doubt: "self-signed certificate",
    }),
    { "product-urls-answer": both },
  ],
  [
    "no answer",
    answered({ kind: "none", why: "self-signed certificate" }),
    { "product-urls-answer": "pass/warn" },
  ],
  ["no look at URLs", { ...goodSubmission, heads: undefined }, {}],
])("%s", (_, submission, expected) => {
  expect(foundIn(submission)).toEqual(expected);
});
