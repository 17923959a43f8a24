import { ArtifactFault } from "./outcomes.ts";

// what Go's bufio.Scanner is given
const longest = 16 * 1024 * 1024;

/** The lines of a file as Go's `bufio.Scanner` cuts them. Throws ArtifactFault for one that is too long for it; `what` is being read. */
export function* linesOf(bytes: Uint8Array, what: string): Generator<string> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(0x0a, from);
    const end = found < 0 ? bytes.length : found;
    if (end - from >= longest) throw new ArtifactFault(`reading ${what}: bufio.Scanner: token too long`);
    const line = decoder.decode(bytes.subarray(from, end));
    yield line.endsWith("\r") ? line.slice(0, -1) : line;
    from = end + 1;
  }
}
