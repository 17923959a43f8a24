import { InputError } from "../../errors.ts";
import { type Block, blocksOf, lineEnd } from "../init/edit.ts";
import type { Requirement } from "../product/product.ts";

/** What is added to the answer of a requirement. */
export interface Addition {
  readonly category: string;
  readonly id: string;
  readonly links: readonly string[];
  /** The status to write if there is none yet. */
  readonly status?: "Implemented";
}

/**
 * The product file with links added to the evidence of requirements, unless they are there. Everything else stays as it is.
 * `given` is the answer as it is read.
 * @throws InputError if the file is not written as the checklist is
 */
export function withLinks(
  text: string,
  additions: readonly Addition[],
  given: (category: string, id: string) => Requirement | undefined,
): string {
  return additions.reduce((edited, addition) => {
    const { category, id } = addition;
    const before = given(category, id);
    const links = addition.links.filter((link) => before?.evidence.includes(link) !== true);
    const linked = links.length === 0 ? edited : withEvidence(edited, blockOf(edited, category, id), links);
    if (addition.status === undefined || before?.status !== "") return linked;
    return withValue(linked, blockOf(linked, category, id), "status", JSON.stringify(addition.status));
  }, text);
}

function blockOf(text: string, category: string, id: string): Block {
  const found = blocksOf(text).findLast((block) => block.category === category && block.id === id);
  if (found !== undefined) return found;
  throw new InputError(`PRODUCT.yaml has no requirement ${category}.${id}`, {
    fix: "write it as the checklist does: ai init --from FOLDER adds what is missing",
  });
}

function withValue(text: string, block: Block, name: string, value: string): string {
  const span = spanOf(block, name);
  const space = text[span.from - 1] === ":" ? " " : "";
  return text.slice(0, span.from) + space + value + text.slice(span.to);
}

function withEvidence(text: string, block: Block, links: readonly string[]): string {
  const span = spanOf(block, "evidence");
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const written = text.slice(span.from, span.to);
  const key = text.lastIndexOf("evidence", span.from);
  const indent = " ".repeat(key - (text.lastIndexOf("\n", key) + 1));
  if (written.startsWith("- ")) {
    const dash = " ".repeat(span.from - (text.lastIndexOf("\n", span.from) + 1));
    const end = lineEnd(text, span.from + written.trimEnd().length);
    const gap = text[end - 1] === "\n" ? "" : eol;
    return text.slice(0, end) + gap + itemsOf(links, dash, eol) + text.slice(end);
  }
  if (!/^\[[^#]*\]$/s.test(written) && !/^(?:~|null)?$/.test(written))
    throw new InputError(`PRODUCT.yaml: evidence of ${block.id} is not a list`);
  const inside = written.replace(/^\[|\]$/g, "").trim();
  if (inside !== "") {
    const joined = links.map((link) => JSON.stringify(link)).join(", ");
    return `${text.slice(0, span.from)}[${inside.replace(/,$/, "")}, ${joined}]${text.slice(span.to)}`;
  }
  const colon = text.indexOf(":", key) + 1;
  const rest = lineEnd(text, span.to);
  const comment = text.slice(span.to, rest).trimEnd();
  return `${text.slice(0, colon)}${comment}${eol}${itemsOf(links, `${indent}  `, eol)}${text.slice(rest)}`;
}

function itemsOf(links: readonly string[], indent: string, eol: string): string {
  return links.map((link) => `${indent}- ${JSON.stringify(link)}${eol}`).join("");
}

function spanOf({ id, values }: Block, name: string) {
  const span = values.get(name);
  if (span !== undefined) return span;
  throw new InputError(`PRODUCT.yaml: ${id} has no ${name}`, { fix: `add «${name}:» as in the checklist` });
}
