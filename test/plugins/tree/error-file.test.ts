import { expect, test } from "bun:test";
import { errorItem } from "../../../src/plugins/tree/error-file.ts";

const read = (json: string) =>
  errorItem({ name: "error.json", meta: {}, bytes: new TextEncoder().encode(json) });

// each was compared with sonobuoy v0.57.5, pkg/client/results/processing.go
test.each([
  ['{"error":"boom"}', "boom", "failed"],
  ['{"error":"timeout waiting for plugin"}', "timeout waiting for plugin", "timeout"],
  ['{"error":""}', "error.json", "failed"],
  ["{}", "<nil>", "failed"],
  ["x", "error.json", "failed"],
  ["[]", "error.json", "failed"],
])("%j is a leaf with the name %j that %s", (json, name, status) => {
  expect(read(json)).toMatchObject({ name, status });
});

test("its values are printed as Go prints them", () => {
  const pod = { b: [1, 2.5, true, null, "x"], a: { million: 1_000_000, small: 0.00001, plain: 123_456 } };
  expect(read(JSON.stringify({ error: "e", pod })).details).toEqual({
    error: "e",
    pod: "map[a:map[million:1e+06 plain:123456 small:1e-05] b:[1 2.5 true <nil> x]]",
  });
});
