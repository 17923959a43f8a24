import { expect, test } from "bun:test";
import { judgeImage } from "../../../src/preflight/image/present.ts";
import { node } from "../samples.ts";

test("the image is mentioned if nodes have it, and not otherwise", () => {
  const image = "registry.k8s.io/conformance:v1.35.4";
  expect(judgeImage(image, [node("a", { images: [image] }), node("b")])[0]?.summary).toBe(
    `${image} is on a already`,
  );
  expect(judgeImage(image, [node("a")])[0]?.summary).toContain("is not known to be on any node");
});
