import { expect, test } from "bun:test";
import { apiErrorFrom, isMissing, isNotFound } from "../../src/kube/errors.ts";
import { mayPass } from "../../src/kube/retry.ts";

const ofServer = {
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  message: 'namespaces "x" not found',
  reason: "NotFound",
  details: { name: "x", kind: "namespaces" },
  code: 404,
};

test("an object is not there where the server itself says so, of it", () => {
  const error = apiErrorFrom(404, JSON.stringify(ofServer));
  expect(isNotFound(error, "x")).toBe(true);
  expect(isNotFound(error, "y")).toBe(false);
  expect(mayPass(error)).toBe(false);
});

test.each([
  ["a page", "<html></html>", true],
  ["nothing", "", true],
  ["a path that is not served", "404 page not found", true],
  ["JSON of another form", '{"code":404}', true],
  ["a Status without a reason", JSON.stringify({ ...ofServer, reason: undefined }), true],
  ["a Status with another reason", JSON.stringify({ ...ofServer, reason: "Refused" }), true],
  ["a Status of nothing", JSON.stringify({ ...ofServer, details: undefined }), false],
])("404 with %s says nothing of it", (_, body, passes) => {
  const error = apiErrorFrom(404, body);
  expect(isNotFound(error, "x")).toBe(false);
  expect(isMissing(error)).toBe(true);
  expect(mayPass(error)).toBe(passes);
});
