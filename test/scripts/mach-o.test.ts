import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { signAdHoc, signatureFault } from "../../scripts/release/mach-o.ts";

const codeSize = 3 * 4096 + 1008;
const linkeditAt = 2 * 4096;
const signatureCommand = 32 + 72 + 72;

/** A program with the parts that a signature is about, and one of other bytes, as Bun's runtime leaves it. */
function program(staleSize = 5000): Buffer {
  const bytes = Buffer.alloc(codeSize + staleSize);
  for (let at = 0; at < codeSize; at++) bytes[at] = (at * 7) & 0xff;
  bytes.fill(0xee, codeSize);
  const words = [0xfeedfacf, 0x1000007, 3, 2, 3, 160, 0, 0];
  for (const [at, word] of words.entries()) bytes.writeUInt32LE(word, at * 4);
  segment(bytes, 32, "__TEXT", 0, linkeditAt);
  segment(bytes, 104, "__LINKEDIT", linkeditAt, bytes.length - linkeditAt);
  for (const [at, word] of [0x1d, 16, codeSize, staleSize].entries())
    bytes.writeUInt32LE(word, signatureCommand + at * 4);
  return bytes;
}

function segment(bytes: Buffer, at: number, name: string, offset: number, size: number): void {
  bytes.fill(0, at, at + 72);
  bytes.writeUInt32LE(0x19, at);
  bytes.writeUInt32LE(72, at + 4);
  bytes.write(name, at + 8);
  bytes.writeBigUInt64LE(BigInt(offset), at + 24);
  bytes.writeBigUInt64LE(BigInt(Math.ceil(size / 0x4000) * 0x4000), at + 32);
  bytes.writeBigUInt64LE(BigInt(offset), at + 40);
  bytes.writeBigUInt64LE(BigInt(size), at + 48);
}

describe("the signature of a program for macOS", () => {
  test("is wrong where it is of other bytes, and right when it was made anew", () => {
    expect(signatureFault(program())).toBe("has no code directory in its signature");
    const signed = signAdHoc(program(), "kubectl-conformance");
    expect(signatureFault(signed)).toBeUndefined();
    expect(signAdHoc(signed, "kubectl-conformance")).toEqual(signed);
  });

  test("is the one that Go's linker writes for these bytes (cmd/internal/codesign of Go 1.26)", () => {
    const signed = signAdHoc(program(), "a.out");
    expect(createHash("sha256").update(signed.subarray(codeSize)).digest("hex")).toBe(
      "d95eb18a128413365e149266363976da6e008515c771bb117a5586b0a7438a3e",
    );
  });

  test("ends the file and __LINKEDIT, whose memory holds it", () => {
    for (const staleSize of [40, 5000, 70_000]) {
      const signed = signAdHoc(program(staleSize), "a.out");
      const size = signed.readUInt32LE(signatureCommand + 12);
      expect(codeSize + size).toBe(signed.length);
      expect(Number(signed.readBigUInt64LE(104 + 48))).toBe(signed.length - linkeditAt);
      expect(Number(signed.readBigUInt64LE(104 + 32))).toBeGreaterThanOrEqual(signed.length - linkeditAt);
    }
  });

  test.each<[string, (signed: Buffer) => Buffer]>([
    ["has pages that its signature is not of", (signed) => changed(signed, 2000)],
    ["has pages that its signature is not of", (signed) => changed(signed, codeSize - 1)],
    ["has pages that its signature is not of", (signed) => changed(signed, signed.length - 1)],
    ["bytes", (signed) => Buffer.concat([signed, Buffer.alloc(16)])],
    ["which stands at", (signed) => changed(signed, codeSize + 20 + 35)],
    ["of another form", (signed) => changed(signed, codeSize + 20 + 39)],
    ["is not signed", (signed) => changed(signed, signatureCommand)],
  ])("%s", (fault, change) => {
    expect(signatureFault(change(signAdHoc(program(), "a.out")))).toContain(fault);
  });

  test("a program for another system is reported", () => {
    expect(() => signatureFault(Buffer.from("\x7fELF".padEnd(64)))).toThrow("no Mach-O program");
  });
});

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
