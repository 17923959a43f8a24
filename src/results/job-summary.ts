/**
 * Markdown in at most `most` bytes: whole blocks from its beginning, and a last line that says where the rest is. A fenced block is never cut,
 * so that what follows is not shown as code.
 */
export function withinBytes(markdown: string, most: number, rest: string): string {
  if (byteLength(markdown) <= most) return markdown;
  const note = `\n_${rest}_\n`;
  let room = most - byteLength(note);
  if (room < 0) return "";
  const kept: string[] = [];
  for (const block of blocksOf(markdown)) {
    room -= byteLength(block);
    if (room < 0) break;
    kept.push(block);
  }
  return kept.join("") + note;
}

/** Lines up to an empty one that is not in a fenced block. */
function blocksOf(markdown: string): string[] {
  const blocks: string[] = [];
  let block = "";
  let fence: string | undefined;
  for (const line of markdown.split(/(?<=\n)/)) {
    block += line;
    const mark = /^`{3,}/.exec(line)?.[0];
    if (fence === undefined) fence = mark;
    else if (line.trimEnd() === fence) fence = undefined;
    if (fence !== undefined || line.trim() !== "") continue;
    blocks.push(block);
    block = "";
  }
  return [...blocks, block];
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
