/** An element of DER (X.690): a tag, the length, and the content. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length, ...bytes), content]);
}

export function sequence(...contents: readonly Uint8Array[]): Buffer {
  return element(0x30, ...contents);
}

export function set(...contents: readonly Uint8Array[]): Buffer {
  return element(0x31, ...contents);
}

/** A whole number of up to 7 bits, or one given by its bytes. */
export function integer(value: number | Uint8Array): Buffer {
  return element(0x02, typeof value === "number" ? Buffer.of(value) : value);
}

export function boolean(value: boolean): Buffer {
  return element(0x01, Buffer.of(value ? 0xff : 0));
}

export function text(value: string): Buffer {
  return element(0x0c, Buffer.from(value));
}

export function octets(bytes: Uint8Array): Buffer {
  return element(0x04, bytes);
}

/** Bits; the last `unused` of them do not count. */
export function bits(bytes: Uint8Array, unused = 0): Buffer {
  return element(0x03, Buffer.of(unused), bytes);
}

/** A time before 2050. */
export function utcTime(time: Date): Buffer {
  return element(0x17, Buffer.from(time.toISOString().replaceAll(/^\d\d|\.\d+|[-:T]/g, "")));
}

/** An object identifier in its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(0x06, Buffer.of(first * 40 + second), ...rest.map(base128));
}

function base128(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift(0x80 | (left & 0x7f));
  return Buffer.from(bytes);
}
