import { StringDecoder } from "node:string_decoder";

/**
 * The lines of a byte stream; a last line without a newline is left out.
 * @throws RangeError at a line of more than `longest` characters
 */
export async function* lines(body: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  // parts are joined once the line is complete: appending to one string would take quadratic time for a long line
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of body) {
    const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      parts.push(text.slice(from, end));
      yield parts.join("");
      parts = [];
      length = 0;
      from = end + 1;
    }
    if (from === text.length) continue;
    parts.push(text.slice(from));
    length += text.length - from;
    if (length > longest) throw new RangeError(`a line is longer than ${longest} characters`);
  }
}
