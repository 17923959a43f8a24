import { expect, test } from "bun:test";
import { readProductView } from "../../../../src/submission/check/read/product.ts";

const read = (text: string) => readProductView(Buffer.from(text));

// each verdict is that of sigs.k8s.io/yaml 1.6.0 (go.yaml.in/yaml v2.4.3) into a map[string]interface{}, as the bot has it
test.each([
  ["a quoted text that goes on at the start of a line", 'a: "one\ntwo"\n', true],
  ["an escaped apostrophe", 'a: "it\\\'s"\n', true],
  ["a comment right after a quote", 'a: "x"#y\n', true],
  ["line ends of CR alone", "a: b\rc: d\r", true],
  ["merge keys", "x: &x\n  a: b\n<<: *x\n", true],
  ["a merge of text", "<<: b\na: c\n", false],
  ["a long text", `a: ${"word ".repeat(14_000)}\n`, true],
  ["a second document that is broken", "a: b\n---\n@\n", true],
  ["text behind the end", "a: b\n...\n}{\n", true],
  ["%YAML 1.1", "%YAML 1.1\n---\na: b\n", true],
  ["%YAML 1.2", "%YAML 1.2\n---\na: b\n", false],
  ["U+2028 in a text", "a: b c\nd: e\n", false],
  ["U+2028 in a quoted text", 'a: "b c"\n', true],
  ["half a surrogate pair", 'a: "\\ud83d\\ude00"\n', false],
  ["an alias without an anchor", "a: *b\n", false],
  ["an alias of a part of itself", "a: &a [*a]\n", false],
  ["~ for a key", "~: b\n", false],
  ["an empty key", ": b\n", false],
  ["a list for a key", "? [a]\n: b\n", false],
  ["!!int on text", "a: !!int b\n", false],
  ["!!float on an integer", "a: !!float 1\n", true],
  ["!!binary that is none", "a: !!binary x\n", false],
  ["!!str on a number", "a: !!str 1\n", true],
  ["a tag of its own", "a: !mine b\n", true],
  ["a tag without a blank", "a: !x,y b\n", true],
  ["an unknown handle", "a: !x!y b\n", false],
  [".inf", "a: .inf\n", false],
  [".nan for a key", ".nan: b\n", true],
  ["an integer of more than 63 bits for a key", "18446744073709551615: b\n", false],
  ["a tab for indentation", "a:\n\tb: c\n", false],
  ["a tab after the colon", "a:\tb\n", true],
  ["a tab before a key", "\ta: b\n", false],
  ["a colon in a text", "a: b: c\n", false],
  ["a text that starts with @", "a: @b\n", false],
  ["a text that starts with %", "a: %b\n", false],
  ["a text that starts with a backtick", "a: `b`\n", false],
  ["a key at two columns", "a: b\n  c: d\n", false],
  ["a text over two lines", "a: b\n  c\nd: e\n", true],
  ["a text that goes on at the start of a line", "a: b\nc\n", false],
  ["a quote that is not closed", 'a: "b\n', false],
  ["three dashes in a quoted text", 'a: "b\n--- c"\n', false],
  ["a block text", "a: |+2\n    b\n\nc: d\n", true],
  ["a block text of indentation 0", "a: |0\n  b\n", false],
  ["flow with a key alone", "{a, b: c}\n", true],
  ["flow that is not closed", "{a: b\n", false],
  ["flow with two commas", "a: [b,, c]\n", false],
  ["a control character", "a: \u0007\n", false],
  ["a NUL at the end", "a: b\n\u0000", false],
  ["an indented list under a key", "a:\n- b\n- c\n", true],
  ["a list for the file", "- a\n", false],
  ["a text for the file", "a\n", false],
  ["nothing but a comment", "# a\n", true],
  ["a key of more than 1024 characters", `${"k".repeat(1025)}: b\n`, false],
  ["JSON", '{"a": "b"}', true],
  ["a duplicate key", "a: b\na: c\n", true],
  ["an anchor without a name", "a: & b\n", false],
  ["an escape that does not exist", 'a: "\\q"\n', false],
])("%s", (_, text, isTaken) => {
  expect(read(text).unreadable === undefined).toBe(isTaken);
});

test("UTF-16 is read, and a byte that is not UTF-8 is refused in a comment too", () => {
  const utf16 = Buffer.from("\ufeffvendor: ACME é\n", "utf16le");
  expect(readProductView(utf16).fields.get("vendor")).toBe("ACME é");
  expect(readProductView(Buffer.from(utf16).swap16()).fields.get("vendor")).toBe("ACME é");
  const latin1 = Buffer.from("a: b\n# \u00e9\n", "latin1");
  expect(readProductView(latin1)).toMatchObject({ unreadable: "it is not valid UTF-8", line: 2 });
});

test("lines are folded as libyaml folds them", () => {
  const text =
    'a: "one\n  two\n\n  three \\\n  four"\nb: >-\n  one\n  two\n\n   three\n  four\nc: |\n  one\n\n  two\n\nd: x\n  y\n';
  expect(Object.fromEntries(read(text).fields)).toEqual({
    a: "one two\nthree four",
    b: "one two\n\n three\nfour",
    c: "one\n\ntwo\n",
    d: "x y",
  });
});

test("a merge after a field replaces it, and one before it does not", () => {
  const base = "base: &b\n  vendor: merged\n";
  expect(read(`${base}vendor: own\n<<: *b\n`).fields.get("vendor")).toBe("merged");
  expect(read(`${base}<<: *b\nvendor: own\n`).fields.get("vendor")).toBe("own");
});

test("fields know their lines, and which of them were not written as texts", () => {
  const view = read(
    "vendor: ACME\n\nversion: 1.30\ndate: 2026-11-20\nreal: yes\nrepo_url:\nlist: [a]\nvendor: B\n",
  );
  expect(view.lines.get("version")).toBe(3);
  expect(view.unquoted).toEqual(["version", "date", "real"]);
  expect(view.repeated).toEqual(["vendor"]);
  expect([view.fields.get("repo_url"), view.fields.get("list")]).toEqual([null, undefined]);
});

test.each([
  ['vendor: ACME\nname: "Turbo\n', "the quoted text that starts on this line has no closing quote", 2],
  [
    "vendor: ACME\nname: Turbo: the best\n",
    "a colon followed by a space is not allowed in this text: put the text in quotes",
    2,
  ],
  ["vendor: ACME\n\tname: Turbo\n", "the line is indented with a tab; YAML allows only spaces", 2],
  ["vendor: ACME\nname: @turbo\n", "a value cannot start with @: put it in quotes", 2],
  ["vendor: ACME\nthe best\n", "there is no colon after the name of a field", 2],
])("%j is refused with its line and what to do", (text, unreadable, line) => {
  expect(read(text)).toMatchObject({ unreadable, line });
});

test("what was made to exhaust the stack is refused", () => {
  for (const part of ["[", "{a: ", "- ", "? "])
    expect(read(part.repeat(100_000)).unreadable).toBe("it is nested too deeply");
});
