import { expect, test } from "bun:test";
import { readChallenge } from "../../src/oci/challenge.ts";

test.each([
  [
    'Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:a:pull"',
    { kind: "bearer", realm: "https://auth.example.com/token", service: "registry.example.com" },
  ],
  [
    "bearer realm=https://auth.example.com/token",
    { kind: "bearer", realm: "https://auth.example.com/token", service: undefined },
  ],
  [
    'Basic realm="x", Bearer realm="https://auth.example.com/t"',
    { kind: "bearer", realm: "https://auth.example.com/t", service: undefined },
  ],
  ['Basic realm="Registry"', { kind: "basic" }],
  ['Bearer realm="not a url"', undefined],
  ["Negotiate", undefined],
  ["", undefined],
])("%s", (header, challenge) => {
  expect(readChallenge(header)).toEqual(challenge as never);
});
