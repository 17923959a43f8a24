import { expect, test } from "bun:test";
import { hasParts, marked, replaceParts } from "../../src/submission/readme-parts.ts";

const text = `# Title\r\n\r\n${marked("tool", "old tool").replaceAll("\n", "\r\n")}\r\nmine\r\n${marked("run", "old run")}\nend`;

test("a part is written anew in its place, with the file's line ends, and all else stays", () => {
  const written = replaceParts(text, (name, before) => (name === "run" ? `${before}, and\nmore` : undefined));
  expect(written).toBe(
    text.replace(marked("run", "old run"), marked("run", "old run, and\nmore").replaceAll("\n", "\r\n")),
  );
  expect(hasParts(text)).toBe(true);
});

test("a part without an end is none, and those behind it are", () => {
  const begin = "<!-- kubectl-conformance writes this anew: cluster -->";
  const broken = `${begin}\n${begin}\n${marked("results", "x")}`;
  expect(replaceParts(broken, (name) => name)).toBe(`${begin}\n${begin}\n${marked("results", "results")}`);
  expect(hasParts(begin.repeat(3))).toBe(false);
  expect(
    hasParts(
      "<!-- kubectl-conformance writes this anew: other --><!-- kubectl-conformance: end of other -->",
    ),
  ).toBe(false);
});
