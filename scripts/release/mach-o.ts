import { createHash } from "node:crypto";

// mach-o/loader.h of xnu: the head of a program of 64 bits, and the commands that describe its parts
const magic64 = 0xfeedfacf;
const headSize = 32;
const segment64 = 0x19;
const codeSignature = 0x1d;
// osfmk/kern/cs_blobs.h of xnu
const embeddedSignature = 0xfade0cc0;
const codeDirectory = 0xfade0c02;
const sha256Type = 2;
const pageBits = 12;
const pageSize = 1 << pageBits;
const hashSize = 32;

interface Part {
  /** Of its load command. */
  readonly command: number;
  readonly offset: number;
  readonly size: number;
}

/**
 * What is wrong with the code signature of a Mach-O program, as the kernel judges it page by page; undefined where the
 * signature is that of all bytes before it, and the file ends with it.
 * @throws Error for what is no Mach-O program of 64 bits
 */
export function signatureFault(program: Buffer): string | undefined {
  const { signature } = readParts(program);
  if (signature === undefined) return "is not signed";
  const { offset, size } = signature;
  if (offset + size !== program.length)
    return `has a signature up to ${offset + size} of ${program.length} bytes`;
  const blob = program.subarray(offset);
  const directory = directoryOf(blob);
  if (directory === undefined) return "has no code directory in its signature";
  const limit = directory.readUInt32BE(32);
  if (limit !== offset) return `has a signature of ${limit} bytes, which stands at ${offset}`;
  const form = [...directory.subarray(36, 40)];
  if (form[0] !== hashSize || form[1] !== sha256Type || form[3] !== pageBits)
    return `has hashes of another form than SHA-256 of ${pageSize} bytes: ${form.join(" ")}`;
  const hashesAt = directory.readUInt32BE(16);
  const wanted = pageHashes(program.subarray(0, offset));
  const there = directory.subarray(hashesAt, hashesAt + directory.readUInt32BE(28) * hashSize);
  return there.equals(wanted) ? undefined : "has pages that its signature is not of";
}

/**
 * The program with a new ad hoc signature instead of the one it has.
 *
 * Bun signs what it compiles for arm64; in an x86-64 program it leaves the signature of its own runtime, made for other
 * bytes and with the hardened runtime's flag, for which macOS may kill the process. Without any signature x86-64 code runs
 * too, but signed like arm64's it is also right for `codesign --verify`, and for a macOS that grows stricter. The
 * signature is the one that Apple's linker, Go's and Bun's write: version 0x20400 of the code directory, ad hoc and signed
 * by the linker, SHA-256 of each page, no entitlements, which only the hardened runtime asks for (`osfmk/kern/cs_blobs.h`).
 * It takes the old one's place in `__LINKEDIT` and in the load commands (`mach-o/loader.h`), so these keep their number.
 * @throws Error for what is no Mach-O program, or has no signature to replace
 */
export function signAdHoc(program: Buffer, identifier: string): Buffer {
  const { signature, text, linkedit } = readParts(program);
  if (signature === undefined || text === undefined || linkedit === undefined)
    throw new Error("the program has no signature that could be replaced");
  const name = Buffer.from(`${identifier}\0`);
  const pages = Math.ceil(signature.offset / pageSize);
  const size = superSize + directorySize + name.length + pages * hashSize;

  const code = Buffer.from(program.subarray(0, signature.offset));
  code.writeUInt32LE(size, signature.command + 12);
  const linkeditSize = signature.offset + size - linkedit.offset;
  // its memory: nothing stands above it, and 16 KiB is the largest page of any Mac
  if (code.readBigUInt64LE(linkedit.command + 32) < linkeditSize)
    code.writeBigUInt64LE(BigInt(Math.ceil(linkeditSize / 0x4000) * 0x4000), linkedit.command + 32);
  code.writeBigUInt64LE(BigInt(linkeditSize), linkedit.command + 48);

  const head = Buffer.alloc(superSize + directorySize);
  // one blob, of the slot 0
  for (const [at, word] of [embeddedSignature, size, 1, 0, superSize].entries())
    head.writeUInt32BE(word, at * 4);
  const directory = head.subarray(superSize);
  const nameAt = directorySize;
  const words = [
    codeDirectory,
    size - superSize,
    0x20400,
    adHoc | linkerSigned,
    nameAt + name.length,
    nameAt,
  ];
  for (const [at, word] of [...words, 0, pages, signature.offset].entries())
    directory.writeUInt32BE(word, at * 4);
  directory.set([hashSize, sha256Type, 0, pageBits], 36);
  directory.writeBigUInt64BE(BigInt(text.offset), 64);
  directory.writeBigUInt64BE(BigInt(text.size), 72);
  directory.writeBigUInt64BE(mainBinary, 80);
  return Buffer.concat([code, head, name, pageHashes(code)]);
}

const superSize = 20;
const directorySize = 88;
const adHoc = 0x2;
const linkerSigned = 0x20000;
const mainBinary = 1n;

/** The SHA-256 of each page, one behind the other; the last page is as long as it is. */
function pageHashes(code: Buffer): Buffer {
  const hashes: Buffer[] = [];
  for (let at = 0; at < code.length; at += pageSize)
    hashes.push(
      createHash("sha256")
        .update(code.subarray(at, at + pageSize))
        .digest(),
    );
  return Buffer.concat(hashes);
}

/** The code directory of a signature: the blob in the slot 0. */
function directoryOf(signature: Buffer): Buffer | undefined {
  if (signature.length < superSize || signature.readUInt32BE(0) !== embeddedSignature) return undefined;
  const blobs = Array.from({ length: signature.readUInt32BE(8) }, (_, index) => 12 + index * 8);
  const entry = blobs.find((at) => signature.readUInt32BE(at) === 0);
  const directory = entry === undefined ? undefined : signature.subarray(signature.readUInt32BE(entry + 4));
  return directory?.readUInt32BE(0) === codeDirectory ? directory : undefined;
}

function readParts(program: Buffer): { signature?: Part; text?: Part; linkedit?: Part } {
  if (program.length < headSize || program.readUInt32LE(0) !== magic64)
    throw new Error("no Mach-O program of 64 bits");
  const parts: { signature?: Part; text?: Part; linkedit?: Part } = {};
  let command = headSize;
  for (let left = program.readUInt32LE(16); left > 0; left--) {
    const kind = program.readUInt32LE(command);
    if (kind === codeSignature)
      parts.signature = {
        command,
        offset: program.readUInt32LE(command + 8),
        size: program.readUInt32LE(command + 12),
      };
    if (kind === segment64) {
      const name = program.toString("latin1", command + 8, command + 24).replace(/\0+$/, "");
      const [offset, size] = [40, 48].map((at) => Number(program.readBigUInt64LE(command + at)));
      if (offset === undefined || size === undefined) continue;
      if (name === "__TEXT") parts.text = { command, offset, size };
      if (name === "__LINKEDIT") parts.linkedit = { command, offset, size };
    }
    command += program.readUInt32LE(command + 4);
  }
  return parts;
}
