/**
 * Text from a file that the user's tools wrote: UTF-8, or UTF-16 with a byte order mark, as PowerShell's `>` writes it; the same encodings
 * that kubectl reads.
 * @throws Error with a message that follows the file's name if it is in another encoding
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return Buffer.from(bytes.subarray(2)).toString("utf16le");
  if (first === 0xfe && second === 0xff) {
    // a trailing half character is dropped
    const pairs = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return pairs.swap16().toString("utf16le");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is not UTF-8 text; save it as UTF-8");
  }
  // UTF-16 without a byte order mark, or not text at all
  if (text.includes("\0")) throw new Error("it has NUL characters; save it as UTF-8");
  return text;
}
