/** The elements of README.md. */
export interface ReadmeContent {
  /** Lines of code, and inline code that has more than one word. */
  readonly commands: readonly string[];
  /** List items, without the targets of links. */
  readonly steps: readonly string[];
  readonly words: number;
}

/** Finds the commands and the steps in Markdown. */
export function readmeContent(text: string): ReadmeContent {
  const commands: string[] = [];
  const steps: string[] = [];
  let fence: string | undefined;
  let isInList = false;
  for (const line of text.split(/\r?\n|\r/)) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    const item = /^\s*(?:\d+[.)]|[-*+])\s+(.*)/.exec(line)?.[1];
    const isIndented = /^(?: {4,}|\t)\S/.test(line);
    if (fence !== undefined || (isIndented && !isInList && item === undefined)) commands.push(line);
    else {
      if (item !== undefined && withoutLinks(item).trim() !== "") steps.push(withoutLinks(item));
      if (line.includes("`"))
        commands.push(
          ...[...line.matchAll(/`([^`]+)`/g)]
            .map(([, code = ""]) => code)
            .filter((code) => code.includes(" ")),
        );
    }
    if (item !== undefined) isInList = true;
    else if (/^\S/.test(line)) isInList = false;
  }
  const words = withoutLinks(text).match(/\p{L}{2,}/gu)?.length ?? 0;
  return { commands: commands.filter((line) => line.trim() !== ""), steps, words };
}

function withoutLinks(text: string): string {
  return text.replace(/!?\[[^[\]\n]*\]\([^()\n]*\)|<?https?:\/\/\S+/g, " ");
}
