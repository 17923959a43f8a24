import { expect, test } from "bun:test";
import { readRepoList } from "../../src/suite/repo-list.ts";

const list = "gcRegistry: registry.example.com/k8s\npromoterE2eRegistry: registry.example.com:5000/e2e\n";

test.each<[string, Uint8Array]>([
  ["as it is", Buffer.from(list)],
  ["as PowerShell writes it", Buffer.from(`\ufeff${list.replaceAll("\n", "\r\n")}`, "utf16le")],
  ["with a mark", Buffer.from(`\ufeff${list}`)],
])("a list of registries is read %s", (_, bytes) => {
  expect(readRepoList(bytes)).toBe(list);
});

test.each([
  ["gcRegsitry: x\n", "line 1: the suite has no registry gcRegsitry: did you mean gcRegistry?"],
  [`${list}bogus: x\n`, "line 3: the suite has no registry bogus: they are buildImageRegistry, "],
  [
    "gcRegistry: https://registry.example.com/k8s\n",
    "line 1: gcRegistry has a scheme, which image names do not have: write registry.example.com/k8s",
  ],
  ["gcRegistry:\n", "line 1: gcRegistry names no registry"],
  ["gcRegistry: [a\n", "line "],
  ["- a\n", "it names no registry"],
  ["", "it names no registry"],
])("%j is refused", (text, words) => {
  expect(() => readRepoList(Buffer.from(text))).toThrow(words);
});
