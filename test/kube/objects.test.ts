import { expect, test } from "bun:test";
import type { V1Pod } from "@kubernetes/client-node";
import fc from "fast-check";
import { AnswerError } from "../../src/kube/errors.ts";
import { objectCodec } from "../../src/kube/objects.ts";

const codec = objectCodec<V1Pod>("V1Pod");

test("objects are read as the typed calls read them", () => {
  const [pod] = codec.items({
    kind: "PodList",
    items: [{ metadata: { name: "x", creationTimestamp: "2026-11-20T00:00:00Z" } }],
  });
  expect(pod?.metadata?.creationTimestamp).toBeInstanceOf(Date);
});

test("an item that is none, or of another form, is an error for a person", () => {
  for (const items of [[null], ["pod"], [7], [[]], "pods", 7, {}]) {
    expect(() => codec.items({ kind: "PodList", items })).toThrow(AnswerError);
  }
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, status) => {
      for (const read of [
        () => codec.items({ kind: "PodList", items: [value] }),
        () => codec.item({ metadata: value, status, spec: status }),
      ]) {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(AnswerError);
        }
      }
    }),
  );
});

test("a list that nothing says is the API server's does not say that things are gone", () => {
  expect(codec.items({ kind: "PodList", items: null })).toEqual([]);
  for (const kind of [undefined, "", "List", "Pod", 7]) {
    expect(() => codec.items({ kind, items: [] })).toThrow(AnswerError);
  }
});
