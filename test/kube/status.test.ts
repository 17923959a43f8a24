import { expect, test } from "bun:test";
import fc from "fast-check";
import { ApiError, apiErrorFrom } from "../../src/kube/errors.ts";
import { readStatus } from "../../src/kube/status.ts";

test("a field of the wrong type counts as one that is not there", () => {
  expect(
    readStatus({
      status: 1,
      message: { a: 1 },
      reason: [],
      code: "410",
      details: { causes: [null, 7, { reason: "ExitCode", message: 1 }], retryAfterSeconds: "1" },
    }),
  ).toEqual({ details: { causes: [{}, {}, { reason: "ExitCode" }] } });
});

test("whatever a server sends as its refusal becomes an ApiError of a few lines", () => {
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 400, max: 599 }), (json, status) => {
      for (const body of [json, `{"kind":"Status","message":${json},"reason":${json},"details":${json}}`]) {
        const error = apiErrorFrom(status, body);
        expect(error).toBeInstanceOf(ApiError);
        expect(error.message.length).toBeLessThan(2200);
      }
    }),
  );
});

test("words, foreign texts and the titles of pages are cut, and their control characters made visible", () => {
  expect(
    apiErrorFrom(403, JSON.stringify({ kind: "Status", message: "x".repeat(1_000_000) })).message.length,
  ).toBeLessThan(2100);
  for (const before of ["", "<html><title>"]) {
    const text = apiErrorFrom(502, `${before}\u001b[2J${"x".repeat(1_000_000)}`);
    expect(text.message).toContain("^[[2J");
    expect(text.message.length).toBeLessThan(400);
  }
});
