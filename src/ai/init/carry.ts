import type { Checklist } from "../checklist/checklist.ts";
import { artifactNames } from "../validator/artifact/read.ts";
import { type Block, blocksOf, lineEnd } from "./edit.ts";

/** A file that was carried over to another release. */
export interface Carried {
  readonly text: string;
  /** What the release changed and what the vendor has to do, each in one line. */
  readonly toCheck: readonly string[];
}

/**
 * Carries over the answers of an earlier file: its comments, order and answers stay, the texts of the requirements are the
 * checklist's, new requirements are added empty, and those that the release no longer has are removed.
 */
export function carryForward(
  earlier: string,
  checklist: Checklist,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Carried {
  const template = new Map(blocksOf(checklist.text).map((block) => [keyOf(block), block]));
  const before = blocksOf(earlier);
  const toCheck: string[] = [];
  const isListed = (block: Block) => template.has(keyOf(block));
  const added = [...template.values()].filter((block) => !before.some((own) => keyOf(own) === keyOf(block)));
  const renamed = new Map<Block, Block>();
  for (const own of before.filter((block) => !isListed(block))) {
    const same = added.find(
      (block) =>
        block.category === own.category &&
        written(checklist.text, block, "description") === written(earlier, own, "description"),
    );
    if (same !== undefined) renamed.set(own, same);
  }
  let text = earlier;
  // from the last to the first, so that the positions of earlier ones stay the same
  for (const own of before.toReversed()) {
    const block = template.get(keyOf(own)) ?? renamed.get(own);
    if (block === undefined) continue;
    if (renamed.has(own)) toCheck.push(`${keyOf(own)} is now ${keyOf(block)}`);
    text = withTexts(text, own, block, checklist, toCheck);
  }
  const isRenamed = new Set(renamed.values());
  const fresh = added.filter((block) => !isRenamed.has(block));
  for (const block of fresh) text = withBlock(text, block, checklist);
  // last, because a category without entries has no place for new ones
  const gone = new Set(before.filter((own) => !isListed(own) && !renamed.has(own)).map(keyOf));
  for (const own of blocksOf(text).toReversed())
    if (gone.has(keyOf(own))) text = text.slice(0, own.lines.from) + text.slice(own.lines.to);
  toCheck.push(...[...gone].map((key) => `${key} is no longer a requirement, and was removed`));
  toCheck.push(...fresh.map((block) => `${keyOf(block)} is new: answer it`));
  const moved = from === undefined ? text : text.replaceAll(`${from}/`, `${to}/`);
  const artifacts = artifactNames.filter((name) => moved.includes(name));
  if (artifacts.length > 0) toCheck.push(`${artifacts.join(", ")}: run the tests of this release: ai run`);
  return { text: moved, toCheck };
}

function keyOf({ category, id }: Block): string {
  return `${category}.${id}`;
}

function written(text: string, { values }: Block, name: string): string {
  const span = values.get(name);
  return span === undefined ? "" : text.slice(span.from, span.to);
}

/** With the checklist's id, description and level. */
function withTexts(text: string, own: Block, block: Block, checklist: Checklist, toCheck: string[]): string {
  const names = ["id", "description", "level"].filter(
    (name) => own.values.has(name) && written(text, own, name) !== written(checklist.text, block, name),
  );
  const spans = names.flatMap((name) => {
    const span = own.values.get(name);
    return span === undefined ? [] : [{ ...span, name }];
  });
  let edited = text;
  for (const { from, to, name } of spans.sort((one, other) => other.from - one.from)) {
    const wanted = written(checklist.text, block, name);
    if (name === "level") toCheck.push(`${keyOf(block)} is now ${wanted}, it was ${text.slice(from, to)}`);
    edited = edited.slice(0, from) + wanted + edited.slice(to);
  }
  return edited;
}

/** With a block of the checklist: after the one before it there, otherwise at the end of its category or in a new one. */
function withBlock(text: string, block: Block, checklist: Checklist): string {
  const order = blocksOf(checklist.text);
  const at = order.findIndex((one) => keyOf(one) === keyOf(block));
  const own = blocksOf(text).filter(({ category }) => category === block.category);
  const before = order.slice(0, at).map(keyOf);
  const anchor = own.findLast((one) => before.includes(keyOf(one))) ?? own.at(-1);
  const lines = checklist.text.slice(block.lines.from, block.lines.to).trimEnd();
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const first = own[0];
  const isFirst =
    anchor === own.at(-1) && !own.some((one) => before.includes(keyOf(one))) && first !== undefined;
  const position = isFirst ? first.lines.from : anchor?.lines.to;
  const indent = /^ */.exec(lines)?.[0].length ?? 0;
  const wanted =
    first === undefined ? indent : (/^ */.exec(text.slice(first.lines.from))?.[0].length ?? indent);
  const shifted = lines
    .split("\n")
    .map((line) => " ".repeat(wanted) + line.slice(indent))
    .join(eol);
  if (position !== undefined) {
    const gap = position > 0 && text[position - 1] !== "\n" ? eol : "";
    return `${text.slice(0, position)}${gap}${shifted}${eol}${text.slice(position)}`;
  }
  const end = lineEnd(text, text.length);
  const gap = end > 0 && text[end - 1] !== "\n" ? eol : "";
  return `${text.slice(0, end)}${gap}  ${block.category}:${eol}${shifted}${eol}`;
}
