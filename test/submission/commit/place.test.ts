import { expect, test } from "bun:test";
import { placeOf } from "../../../src/submission/commit/place.ts";

test("the folder's path gives the place, and flags do so if it does not", () => {
  expect(placeOf("/a/v1.35/acme", {})).toEqual({ minor: "v1.35", product: "acme" });
  expect(placeOf("/a/out", { release: "1.35.4", productName: "Acme-2" })).toEqual({
    minor: "v1.35",
    product: "Acme-2",
  });
});

test.each([
  ["/a/out/acme", {}, /is not in a folder of a release/],
  ["/a/v1.35/acme", { release: "v1.36" }, /the folder is for v1\.35/],
  ["/a/v1.35/acme", { productName: "../x" }, /is not a valid folder name/],
  ["/a/v1.35/acme", { productName: "x.lock" }, /is not a valid folder name/],
  ["/a/v1.35/-x", {}, /is not a valid folder name/],
])("%s with %j is refused", (folder, flags, message) => {
  expect(() => placeOf(folder, flags)).toThrow(message);
});
