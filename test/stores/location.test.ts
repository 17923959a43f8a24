import { expect, test } from "bun:test";
import { locationOf } from "../../src/stores/location.ts";

test.each([
  ["out", { kind: "local", path: "/home/x/out", name: "out" }],
  ["/srv/nightly", { kind: "local", path: "/srv/nightly" }],
  [
    "gs://acme-conformance/logs/nightly/",
    {
      kind: "gcs",
      bucket: "acme-conformance",
      prefix: "logs/nightly",
      name: "gs://acme-conformance/logs/nightly",
    },
  ],
  ["s3://acme", { kind: "s3", bucket: "acme", prefix: "", region: undefined, isPathStyle: undefined }],
  [
    "s3://acme/a//b?endpoint=https://minio.example.com:9000&region=eu-central-1&pathStyle=false",
    { kind: "s3", prefix: "a/b", region: "eu-central-1", isPathStyle: false, name: "s3://acme/a/b" },
  ],
])("%p is a store", (given, expected) => {
  expect(locationOf(given, "/home/x")).toMatchObject(expected);
});

test.each([
  ["", "empty"],
  ["az://acme/x", "stores of the kind az:// are not supported"],
  ["https://storage.googleapis.com/acme", "stores of the kind https:// are not supported"],
  ["gs://", "the bucket is missing"],
  ["s3://Acme/x", "is not the name of a bucket"],
  ["gs://acme/../other", "not a plain path"],
  ["gs://acme/x?region=eu", "there is no setting region"],
  ["s3://acme/x?endpoint=minio:9000", "the endpoint is not http(s)"],
  ["s3://acme/x?endpoint=https://me:secret@minio.example.com", "more than a host and a path"],
  ["s3://acme/x?pathStyle=yes", "neither true nor false"],
])("%p is refused, and why", (given, why) => {
  expect(() => locationOf(given, "/")).toThrow(why);
});

test("an error does not show what an address should not have", () => {
  expect(() => locationOf("s3://acme/x?endpoint=https://me:secret@minio.example.com", "/")).not.toThrow(
    "secret",
  );
});
