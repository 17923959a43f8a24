import { expect, test } from "bun:test";
import { fileName } from "../../src/text/file-name.ts";

test.each([
  ["node-1.example.com", "node-1.example.com"],
  ["kubelet", "kubelet"],
  ["ns/../../etc", "ns_.._.._etc"],
  ["..", "__"],
  [".", "__"],
  ["", "_"],
  [".ssh", "_.ssh"],
  ["con", "_con"],
  ["NUL.txt", "_NUL.txt"],
  ["system:node", "system_node"],
  ["a\u202e\n\u001b[31mb", "a____31mb"],
  ["x".repeat(300), "x".repeat(200)],
])("%p becomes %p", (name, file) => {
  expect(fileName(name)).toBe(file);
});
