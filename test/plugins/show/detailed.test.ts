import { expect, test } from "bun:test";
import { details } from "../../../src/plugins/show/detailed.ts";

test("each leaf is a line of JSON as Go writes it, with the names above it; a file stands for itself", () => {
  const tree = {
    name: "p",
    status: "failed",
    items: [
      {
        name: "a.xml",
        status: "failed",
        meta: { file: "results/a.xml" },
        items: [{ name: "<t>", status: "failed", details: { z: "\u001b", a: { y: 1, b: 2 } } }],
      },
      { name: "log", status: "passed", meta: { file: "results\\global\\log" } },
    ],
  };
  expect([...details(tree)]).toEqual([
    {
      kind: "json",
      line: '{"name":"\\u003ct\\u003e","status":"failed","meta":{"path":"p|a.xml"},"details":{"a":{"b":2,"y":1},"z":"\\u001b"}}',
    },
    { kind: "file", path: "results/global/log", prefix: "p|log" },
  ]);
});
