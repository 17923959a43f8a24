import { describe, expect, test } from "bun:test";
import { InputError } from "../../src/errors.ts";
import { newProduct, parseProduct, productGaps } from "../../src/submission/product.ts";
import { setFields } from "../../src/submission/product-edit.ts";

const acme = `# the product of ACME
vendor: ACME   # as on the form
name: 'Turbo'
version: "1.30"

website_url: https://acme.test/turbo
type: distribution
`;

const edit = (text: string, values: Record<string, string>) => setFields(parseProduct(text), values).text;

describe("setting fields", () => {
  test("changes the values and nothing else: comments, order, quotes and empty lines stay", () => {
    expect(edit(acme, { version: "v1.8.0", vendor: 'ACME "Inc": #1' })).toBe(
      acme.replace('"1.30"', '"v1.8.0"').replace("vendor: ACME ", 'vendor: "ACME \\"Inc\\": #1" '),
    );
    expect(edit(acme, { name: "Turbo", type: "distribution" })).toBe(acme);
  });

  test("puts a new field after those before it in the reviewers' order", () => {
    expect(edit(acme, { repo_url: "https://acme.test/git", contact_email_address: "k8s@acme.test" })).toBe(
      acme
        .replace("/turbo\n", '/turbo\nrepo_url: "https://acme.test/git"\n')
        .replace("type: distribution\n", 'type: distribution\ncontact_email_address: "k8s@acme.test"\n'),
    );
    expect(edit("name: a\n", { vendor: "b" })).toBe('vendor: "b"\nname: a\n');
    expect(edit("name: a", { type: "installer" })).toBe('name: a\ntype: "installer"\n');
  });

  test("writes what YAML 1.1 takes for a line break so that the bot reads it", () => {
    const description = "one\u2028two\u0085three\ufeff";
    const product = setFields(parseProduct("name: a\n"), { description });
    expect(product.text).toBe('name: a\ndescription: "one\\u2028two\\u0085three\\ufeff"\n');
    expect(product.fields.description).toBe(description);
  });

  test("keeps the line ends of Windows", () => {
    expect(edit("vendor: a\r\nversion: '1'\r\n", { name: "n", version: "2" })).toBe(
      'vendor: a\r\nname: "n"\r\nversion: "2"\r\n',
    );
  });

  test.each([
    ["nothing", "vendor:\nname: a\n", 'vendor: "V"\nname: a\n'],
    ["nothing before a comment", "vendor: # whose\nname: a\n", 'vendor: "V" # whose\nname: a\n'],
    ["null", "vendor: null # whose\nname: a\n", 'vendor: "V" # whose\nname: a\n'],
    ["a block", "vendor: |\n  a\n  b\nname: a\n", 'vendor: "V"\nname: a\n'],
    ["a folded block at the end", "name: a\nvendor: >-\n  a\n  b\n", 'name: a\nvendor: "V"\n'],
    [
      "a block before an empty line",
      "vendor: |\n  a\n\n# next\nname: a\n",
      'vendor: "V"\n\n# next\nname: a\n',
    ],
    ["two lines", "vendor: a\n  b\nname: a\n", 'vendor: "V"\nname: a\n'],
  ])("in the place of %s", (_, text, edited) => {
    expect(edit(text, { vendor: "V" })).toBe(edited);
  });

  test("takes away what this program itself asked for", () => {
    const filled = setFields(newProduct("v1.35.4"), { vendor: "ACME", version: "v1.8.0" });
    expect(filled.text).toStartWith('vendor: "ACME"\nname: "" # fill in: ');
    expect(filled.text).toContain('\nversion: "v1.8.0"\n');
  });

  test("never leaves another file than was meant: what cannot be edited is refused", () => {
    expect(() => edit("{vendor: a, name: b}\n", { type: "installer" })).toThrow(InputError);
    expect(() => edit("vendor: &x a\nname: *x\n", { vendor: "b" })).toThrow(InputError);
  });
});

describe("addresses that nobody can follow are gaps", () => {
  test.each([
    ["website_url", "acme.test", /not an http\(s\) URL/],
    ["website_url", "ftp://acme.test/", /not an http\(s\) URL/],
    ["documentation_url", "https://acme .test/", /not an http\(s\) URL/],
    ["contact_email_address", "k8s at acme.test", /not an e-mail address/],
    ["contact_email_address", "ACME <k8s@acme.test>", /not an e-mail address/],
    ["contact_email_address", "k8s@localhost", /not an e-mail address/],
    ["contact_email_address", "you@example.com", /placeholder/],
  ])("%s: %s", (field, value, why) => {
    const gap = productGaps(parseProduct(`${field}: ${JSON.stringify(value)}\n`)).find(
      (one) => one.field === field,
    );
    expect(gap?.why).toMatch(why);
  });
});
