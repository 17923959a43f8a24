/** Neighbouring characters that look alike. */
export interface Span {
  readonly text: string;
  /** The cell it begins in, from 0. */
  readonly column: number;
  readonly bold: boolean;
  readonly colour: Colour | undefined;
}

export type Colour = "red" | "green" | "magenta";

const colours: Readonly<Record<string, Colour>> = { "31": "red", "32": "green", "35": "magenta" };

/**
 * The rows of a screen as `tmux capture-pane -e` gives them: text with colours and nothing else, of characters that are a cell wide.
 * @throws Error where something else is in it
 */
export function readScreen(text: string): readonly (readonly Span[])[] {
  let bold = false;
  let colour: Colour | undefined;
  return text.split("\n").map((line) => {
    const spans: Span[] = [];
    let column = 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with it
    for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
      if (!part.startsWith("\x1b")) {
        if (part.trim() !== "") spans.push({ text: part.trimEnd(), column, bold, colour });
        column += [...part].length;
        continue;
      }
      for (const code of part.slice(2, -1).split(";")) {
        if (code === "" || code === "0") [bold, colour] = [false, undefined];
        else if (code === "1") bold = true;
        else if (code === "39") colour = undefined;
        // the ground is never coloured
        else if (code === "49") continue;
        else if (colours[code] !== undefined) colour = colours[code];
        else throw new Error(`a picture has no look for SGR ${code}`);
      }
    }
    return spans;
  });
}
