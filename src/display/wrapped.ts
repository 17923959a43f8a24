/** Lines no wider than `wide`, broken at spaces; a wider word stays whole, so that it can be copied. */
export function wrap(text: string, first: string, next: string, wide: number): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(" ")) {
    const isStart = line === first || line === next;
    if (!isStart && line.length + 1 + word.length > wide) {
      lines.push(line);
      line = next + word;
    } else line += isStart && line.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
