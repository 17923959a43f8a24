import { expect, test } from "bun:test";
import { addressHash, readAddress } from "../../../src/report/page/address.ts";

test("a link shows the same to everyone: what is written is read again", () => {
  const address = {
    test: "0a1b2c3d4e5f",
    query: "a & b # ü",
    shown: "failed",
    sig: "sig-node",
    order: "slowest",
  } as const;
  expect(readAddress(addressHash(address))).toEqual(address);
  expect(addressHash(readAddress(""))).toBe("");
  expect(addressHash(readAddress("#test=0a1b2c3d4e5f"))).toBe("#test=0a1b2c3d4e5f");
});
