import { expect, test } from "bun:test";
import { apisnoop } from "../../src/coverage/definition/apisnoop.ts";
import { Recorder } from "../../src/coverage/recorder.ts";
import { heldOperations } from "../../src/coverage/releases/held.ts";
import { creditedTest, Tally } from "../../src/coverage/tally.ts";

const question = { definition: apisnoop, operations: heldOperations("v1.35") };
const pods = "/api/v1/namespaces/a/pods";
const agent = (name: string) => `e2e.test/v1.35.4 (linux/amd64) kubernetes/0 -- ${name}`;

function hitsOf(tally: Tally) {
  return tally
    .hits()
    .map(({ operation, test, requests }) => [question.operations[operation]?.id, test, requests])
    .sort();
}

test("two recorders number their clients and paths each for itself, and an auditID counts once for both", () => {
  const tally = new Tally(question);
  const [one, two] = [new Recorder(question), new Recorder(question)];
  const [addOne, addTwo] = [tally.source(), tally.source()];
  one.take("1", "list", pods, one.clientOf(agent("a")), false);
  two.take("2", "list", pods, two.clientOf(agent("b")), false);
  two.take("1", "list", pods, two.clientOf(agent("a")), false);
  two.take("3", "get", "/nowhere", two.clientOf(agent("b")), false);
  addTwo(two.drain());
  addOne(one.drain());
  // later ones go on with the numbers given before
  one.take("4", "get", "/nowhere", one.clientOf(agent("b")), false);
  one.take("5", "create", pods, one.clientOf(agent("b")), false);
  addOne(one.drain());
  expect(hitsOf(tally)).toEqual([
    ["createCoreV1NamespacedPod", "b", 1],
    ["listCoreV1NamespacedPod", "a", 1],
    ["listCoreV1NamespacedPod", "b", 1],
  ]);
  expect(tally.duplicates).toBe(1);
  expect(tally.unresolved()).toEqual([{ verb: "get", path: "/nowhere", requests: 2 }]);
  expect([...tally.suiteVersions]).toEqual(["v1.35.4"]);
});

test("of the scheduler only the bindings of one test's pods count, as that test's", () => {
  const tally = new Tally(question);
  const recorder = new Recorder(question);
  const scheduler = recorder.clientOf("kube-scheduler/v1.35.4");
  const binding = (namespace: string) => `/api/v1/namespaces/${namespace}/pods/test-pod-1/binding`;
  recorder.take("1", "create", binding("pods-1"), scheduler, false);
  recorder.take("2", "create", binding("other-1"), scheduler, false);
  recorder.take("3", "get", pods, recorder.clientOf("kubelet/v1"), false);
  tally.source()(recorder.drain());
  expect(hitsOf(tally)).toEqual([["createCoreV1NamespacedPodBinding", creditedTest, 1]]);
});
