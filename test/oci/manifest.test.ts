import { describe, expect, test } from "bun:test";
import { cutIndex, readManifest } from "../../src/oci/manifest.ts";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const oci = (kind: string) => `application/vnd.oci.image.${kind}.v1+json`;
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const descriptor = (letter: string, more: object = {}) => ({
  mediaType: oci("manifest"),
  digest: digest(letter),
  size: 7,
  ...more,
});
const read = (value: unknown, mediaType = oci("manifest")) =>
  readManifest({ mediaType, bytes: bytes(value) }, "x:v1");

describe("readManifest", () => {
  test("reads OCI and Docker's schema 2, whose type may be in the header alone", () => {
    const image = { config: descriptor("a"), layers: [descriptor("b")] };
    for (const type of [oci("manifest"), "application/vnd.docker.distribution.manifest.v2+json"])
      expect(read(image, type)).toMatchObject({
        kind: "image",
        blobs: [{ digest: digest("a") }, { digest: digest("b") }],
      });
    const index = { manifests: [descriptor("c", { platform: { os: "linux", architecture: "arm64" } })] };
    for (const type of [oci("index"), "application/vnd.docker.distribution.manifest.list.v2+json"])
      expect(read(index, type)).toMatchObject({
        kind: "index",
        manifests: [{ platform: { architecture: "arm64" } }],
      });
  });

  test("leaves out layers that may not be distributed", () => {
    const foreign = descriptor("f", {
      mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    });
    expect(read({ config: descriptor("a"), layers: [foreign] })).toMatchObject({
      blobs: [{ digest: digest("a") }],
    });
  });

  test.each([
    [[], "is not an object"],
    [{ mediaType: "text/html" }, "of an unknown kind: text/html"],
    [{ mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws" }, "schema 1"],
    [{ config: descriptor("a") }, "no list where one belongs"],
    [{ config: { ...descriptor("a"), digest: "sha256:12" }, layers: [] }, "a digest that cannot be checked"],
    [
      { config: { ...descriptor("a"), digest: `md5:${"a".repeat(32)}` }, layers: [] },
      "a digest that cannot be checked",
    ],
    [{ config: { ...descriptor("a"), size: -1 }, layers: [] }, "without type, digest or size"],
    [{ config: "x", layers: [] }, "not a descriptor"],
    [{ config: descriptor("a", { platform: "linux" }), layers: [] }, "a platform without a name"],
  ])("refuses %j", (value, message) => {
    expect(() => read(value)).toThrow(message);
  });

  test("refuses what is not JSON", () => {
    expect(() => readManifest({ mediaType: oci("manifest"), bytes: Buffer.from("<html>") }, "x:v1")).toThrow(
      "x:v1: its manifest is not JSON",
    );
  });
});

test("cutting an index keeps everything else in it, and the bytes if nothing goes", () => {
  const whole = bytes({
    schemaVersion: 2,
    manifests: [descriptor("a"), descriptor("b")],
    annotations: { kept: "yes" },
  });
  expect(cutIndex(whole, () => true)).toBe(whole);
  const cut = cutIndex(whole, (one) => one.digest === digest("b"));
  expect(JSON.parse(new TextDecoder().decode(cut))).toEqual({
    schemaVersion: 2,
    manifests: [descriptor("b")],
    annotations: { kept: "yes" },
  });
});
