import { InputError } from "../../errors.ts";
import { type FileReading, sizeWords } from "../../process/read-file.ts";

/** How large results may be, in bytes: real ones are a few MB, and anything larger is not from the suite. */
export interface Limits {
  /** Of one file that is read. */
  readonly file: number;
  /** Of everything that a tarball unpacks to, whether it is read or skipped. */
  readonly tarball: number;
}

export const defaultLimits: Limits = { file: 256 * 2 ** 20, tarball: 4 * 2 ** 30 };

/** The error for something larger than its limit. */
export function tooLarge(what: string, limit: number): InputError {
  return new InputError(`${what} is larger than ${sizeWords(limit)}`, {
    fix: "name the results exactly as the suite's runner left them",
  });
}

/** The error for a file that was not read. */
export function unreadable(file: string, reading: Exclude<FileReading, { kind: "read" }>): InputError {
  if (reading.kind === "absent") return new InputError(`${file}: no such file or directory`);
  if (reading.kind !== "refused") {
    return new InputError(`${file}: ${reading.why}`, { fix: "make it readable", cause: reading.cause });
  }
  const { reason, why } = reading;
  if (reason === "large") {
    return new InputError(`${file} ${why}`, {
      fix: "name the results exactly as the suite's runner left them",
    });
  }
  return new InputError(`${file} ${why}, not a regular file`, { fix: "put the file itself there" });
}

/** An untrusted name for a message: in quotes, without anything that moves a cursor. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\u{fffd}");
}
