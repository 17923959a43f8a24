import { describe, expect, test } from "bun:test";
import { parse } from "yaml";
import { InputError } from "../../src/errors.ts";
import { readProductView } from "../../src/submission/check/read/product.ts";
import { newProduct, parseProduct, productGaps } from "../../src/submission/product.ts";

const acme = `# the product of ACME
vendor: ACME
name: Turbo  # kept
version: 1.30
website_url: https://acme.test/turbo
documentation_url: 'https://acme.test/turbo/docs'
type: distribution
description: It's a distribution of Kubernetes.
contact_email_address: k8s@acme.test
`;

describe("reading PRODUCT.yaml", () => {
  test("keeps comments and order, and quotes a version exactly as it was written", () => {
    const product = parseProduct(acme);
    expect(product.fields.version).toBe("1.30");
    expect(product.text).toBe(acme.replace("version: 1.30", 'version: "1.30"'));
  });

  test.each(["v1.7.4", "2.26.0", "2026-11-20", "1e3", "007"])("quotes the version %s", (version) => {
    const { text, fields } = parseProduct(`name: a\nversion: ${version}\n`);
    expect(text).toBe(`name: a\nversion: "${version}"\n`);
    expect(fields.version).toBe(version);
  });

  test.each([
    ["a quoted string that continues at the start of a line", 'name: "a\nb"\n', { name: "a b" }],
    ["an apostrophe with a backslash", `name: "it\\'s"\n`, { name: "it's" }],
    ["what follows the document", "name: a\n...\n}\n", { name: "a" }],
    [
      "an alias and a merge",
      "<<: &x {name: a}\nvendor: &y b\ntype: *y\n",
      { name: "a", vendor: "b", type: "b" },
    ],
    ["a byte order mark", "\ufeffname: a\n", { name: "a" }],
  ])("accepts what the bot accepts: %s", (_, text, fields) => {
    expect(parseProduct(text).fields).toEqual(fields);
  });

  test.each(["yes", "0x10", ".inf", "12:30:45", "2026-11-20", "1_000", "~x"])(
    "what is written has only strings for the bot: %s",
    (value) => {
      const { text, fields } = parseProduct(`version: "1"\nname: ${value}\nvendor: &v ${value}\ntype: *v\n`);
      expect(fields).toEqual({ version: "1", name: value, vendor: value, type: value });
      expect(readProductView(Buffer.from(text))).toMatchObject({ unquoted: [] });
      expect(readProductView(Buffer.from(text)).unreadable).toBeUndefined();
    },
  );

  test("refuses a file that is far too long before it reads it", () => {
    expect(() => parseProduct("name: x\n".repeat(40_000), "acme.yaml")).toThrow(
      "acme.yaml: is longer than 256 KiB",
    );
  });

  test("changes nothing if nothing has to change, not even line ends", () => {
    const quoted = acme.replace("1.30", "'1.30'").replaceAll("\n", "\r\n");
    expect(parseProduct(quoted).text).toBe(quoted);
  });

  test("quotes each value that YAML would not read as a string, because the bot accepts only strings", () => {
    expect(parse(parseProduct("name: 7\nvendor: no\ntype: true\n").text)).toEqual({
      name: "7",
      vendor: "no",
      type: "true",
    });
  });

  test.each([
    ["an apostrophe that ends its text", "name: a\ndescription: 'it's'\n", /^acme\.yaml:2: /],
    ["a list in a field", "name: [a, b]\n", /^acme\.yaml: the field name contains more than a single string/],
    ["no fields", "just words\n", /^acme\.yaml:1: it has no fields/],
    ["nothing", "", /^acme\.yaml: has no fields/],
    ["a field twice", "name: a\nname: b\n", /^acme\.yaml:2: the field name occurs more than once/],
    ["YAML 1.2", "%YAML 1.2\n---\nname: a\n", /^acme\.yaml:1: the %YAML directive is not of version 1\.1/],
    [
      "an alias of nothing",
      "name: *a\n",
      /^acme\.yaml:1: \*a is a reference to an anchor that does not exist/,
    ],
    ["a key that is not text", "~: a\n", /^acme\.yaml:1: the name of a field is ~/],
    ["a tag that quotes cannot change", "name: !!int 7\n", /^acme\.yaml:1: the field name is not a string/],
  ])("refuses %s with the file and its line", (_, text, message) => {
    expect(() => parseProduct(text, "acme.yaml")).toThrow(InputError);
    expect(() => parseProduct(text, "acme.yaml")).toThrow(message);
  });
});

describe("what is still missing", () => {
  test("is nothing in a complete file", () => {
    expect(productGaps(parseProduct(acme))).toEqual([]);
  });

  test.each([
    ["vendor: ACME\n", "", "vendor", /is missing/],
    ["vendor: ACME", "vendor:", "vendor", /is empty/],
    ["vendor: ACME", "vendor: '  '", "vendor", /is empty/],
    ["vendor: ACME", "vendor: TODO", "vendor", /placeholder/],
    ["vendor: ACME", "vendor: <vendor>", "vendor", /placeholder/],
    ["vendor: ACME", "vendor: Yoyodyne", "vendor", /placeholder/],
    ["https://acme.test/turbo\n", "https://example.com/turbo\n", "website_url", /placeholder/],
    ["type: distribution", "type: hosted", "type", /"hosted": distribution, hosted platform or installer/],
  ])("%j become %j: %s", (from, to, field, why) => {
    const gaps = productGaps(parseProduct(acme.replace(from, to)));
    expect(gaps.map((gap) => gap.field)).toEqual([field]);
    expect(gaps[0]?.why).toMatch(why);
  });

  test("an optional field may be left out, and may not be a placeholder", () => {
    const gaps = productGaps(parseProduct(`${acme}repo_url: https://example.com/repo\n`));
    expect(gaps.map((gap) => gap.field)).toEqual(["repo_url"]);
  });
});

test.each([">", "|", "|+"])("a description may be a block of lines: %s", (style) => {
  const lines = `description: ${style}\n  A distribution\n  of Kubernetes.\n`;
  for (const ends of ["\n", "\r\n"]) {
    const text = acme.replace(/description: .*\n/, lines).replaceAll("\n", ends);
    expect(productGaps(parseProduct(text))).toEqual([]);
  }
});

test.each([
  ['description: "a\\e[1m"', "description"],
  ['vendor: "a\\nb"', "vendor"],
])("control characters of any other kind are told: %s", (line, field) => {
  const text = acme.replace(new RegExp(`${field}: .*`), () => line);
  expect(productGaps(parseProduct(text))).toMatchObject([
    { field, why: expect.stringContaining("control characters") },
  ]);
});

test("a new file has the server's version, and each other field to be filled in", () => {
  const product = newProduct("v1.35.4+k3s1");
  expect(product.fields).toMatchObject({ version: "v1.35.4+k3s1", vendor: "", type: "" });
  expect(product.text).toContain('version: "v1.35.4+k3s1" # check');
  expect(productGaps(product).map((gap) => gap.field)).toEqual([
    "vendor",
    "name",
    "website_url",
    "documentation_url",
    "type",
    "description",
    "contact_email_address",
  ]);
});
