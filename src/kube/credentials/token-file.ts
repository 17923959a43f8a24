import { InputError } from "../../errors.ts";
import { readFileWithin } from "../../process/read-file.ts";
import type { Credential, CredentialSource } from "./source.ts";

// bytes; tokens have a few thousand
const most = 1024 * 1024;

// milliseconds; a kubelet renews such files, and client-go checks as often (`transport/token_source.go`)
const period = 60_000;

/**
 * A bearer token that something else keeps fresh in a file. As with kubectl, the last token remains in use while the file cannot be
 * read for a while.
 * @throws InputError from `get` if it could never be read
 */
export function tokenFile(user: string, file: string): CredentialSource {
  let held: Credential | undefined;
  let isRefused = false;
  return {
    async get(signal) {
      if (held !== undefined && !isRefused && held.expires > Date.now()) return held;
      const reading = await readFileWithin(file, { most, ...(signal === undefined ? {} : { signal }) });
      const token = reading.kind === "read" ? Buffer.from(reading.bytes).toString("utf8").trim() : "";
      isRefused = false;
      if (token === "" && held === undefined) {
        const why = reading.kind === "read" ? "is empty" : wordsFor(reading);
        throw new InputError(`user ${user}: tokenFile ${file} ${why}`, { fix: "log in again" });
      }
      held = {
        token: token === "" ? held?.token : token,
        cert: undefined,
        key: undefined,
        expires: Date.now() + period,
      };
      return held;
    },
    refused(credential) {
      isRefused ||= credential === held;
    },
  };
}

function wordsFor(reading: { readonly kind: string; readonly why?: string }): string {
  if (reading.kind === "absent") return "cannot be read: no such file";
  return `cannot be read: ${reading.kind === "refused" ? "it " : ""}${reading.why ?? ""}`;
}
