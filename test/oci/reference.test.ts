import { expect, test } from "bun:test";
import { nameOf, readReference } from "../../src/oci/reference.ts";

const digest = `sha256:${"a".repeat(64)}`;

test.each([
  ["registry.k8s.io/pause:3.10", "registry.k8s.io", "pause", "3.10"],
  ["busybox", "docker.io", "library/busybox", "latest"],
  ["acme/suite:v1", "docker.io", "acme/suite", "v1"],
  ["localhost/x", "localhost", "x", "latest"],
  ["registry.example.com:5000/a/b_c/d-e:v1.0", "registry.example.com:5000", "a/b_c/d-e", "v1.0"],
  [`registry.example.com/a@${digest}`, "registry.example.com", "a", digest],
  [`registry.example.com/a:v1@${digest}`, "registry.example.com", "a", digest],
  ["[::1]:5000/a:b", "[::1]:5000", "a", "b"],
])("%s", (name, host, repository, version) => {
  expect(readReference(name)).toEqual({ host, repository, version });
});

test.each([
  "",
  ":v1",
  "registry.example.com/",
  "registry.example.com/A",
  "a b",
  "a:b c",
  "../x",
  "a@sha256:12",
])("%j is not the name of an image", (name) => {
  expect(() => readReference(name)).toThrow("is not the name of an image");
});

test("a reference is written as every tool reads it", () => {
  expect(nameOf(readReference("busybox"))).toBe("docker.io/library/busybox:latest");
  expect(nameOf(readReference(`registry.example.com/a@${digest}`))).toBe(`registry.example.com/a@${digest}`);
});
