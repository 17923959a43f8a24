import { expect, test } from "bun:test";
import { connectionWords } from "../../src/net/words.ts";

test.each([
  ["connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED", "the connection was refused"],
  ["Parse Error: Expected HTTP/", "HPE_INVALID_CONSTANT", "the answer is not HTTP"],
  [
    "The socket connection was closed unexpectedly. For more information, pass `verbose: true` in the second argument to fetch()",
    "FailedToOpenSocket",
    "The socket connection was closed unexpectedly.",
  ],
  ["self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"],
  ["", "UNKNOWN", "the connection failed"],
])("%s", (message, code, words) => {
  expect(connectionWords(Object.assign(new Error(message), { code }))).toBe(words);
});
