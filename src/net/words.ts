import { firstLine } from "../errors.ts";

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: "the host name does not exist",
  EAI_AGAIN: "the host name could not be looked up",
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the server closed the connection",
  EPIPE: "the server closed the connection",
  ETIMEDOUT: "the connection timed out",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  EPROTO: "the server does not speak TLS",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS",
};

/** Why a connection failed, without the parts that the runtime's libraries add for programmers. */
export function connectionWords(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (Object.hasOwn(words, code)) return words[code] ?? code;
  if (code.startsWith("HPE_")) return "the answer is not HTTP";
  // Bun adds how to call its fetch()
  const line = firstLine(error).replace(/\s*(?:For more information, pass|\S* ?`verbose: true`).*$/i, "");
  return line === "" ? "the connection failed" : line;
}
