import { describe, expect, test } from "bun:test";
import { InputError } from "../../src/errors.ts";
import { runObjects } from "../../src/run/plan/objects.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import {
  boundTo,
  notePod,
  noteUuids,
  type RunState,
  readMarks,
  retireBinding,
  withState,
} from "../../src/run/state.ts";
import { plainRequest } from "./request.ts";

const id = "20261120-2215-k3x9";
const created = new Date("2026-11-20T22:15:30Z");

function stateOf(over: Partial<typeof plainRequest> = {}): RunState {
  const facts = { server: "v1.35.4", platform: "linux/amd64", nodes: [] };
  return {
    plan: planRun({ ...plainRequest, ...over }, facts, id),
    command: ["kubectl", "conformance", "run"],
    started: "2026-11-20T22:15:00.000Z",
    server: "v1.35.4+k3s1",
    platform: "linux/amd64",
  };
}

/** The binding as the server keeps it, with these annotations in addition to its own. */
function kept(state: RunState, made: boolean, annotations: Readonly<Record<string, string>> = {}) {
  const { binding } = withState(runObjects(state.plan, "bcdfghjk"), state);
  const bound = boundTo(binding, { name: state.plan.namespace, uid: "n1", made });
  const all = { ...bound.metadata?.annotations, ...annotations };
  return { ...bound, metadata: { ...bound.metadata, annotations: all, creationTimestamp: created } };
}

describe("what a binding keeps is what is read from it", () => {
  test.each([true, false])("with a namespace that the run made: %p", (made) => {
    const state = stateOf();
    const marks = readMarks(kept(state, made, { "kubectl-conformance/pod": "p1" }));
    expect(marks).toMatchObject({
      id,
      namespace: { name: "conformance", uid: "n1", made },
      created,
      pod: "p1",
      uuids: [],
    });
    expect(marks.state.plan).toEqual(state.plan);
  });

  test("the time is the server's, whatever clock began it", () => {
    const marks = readMarks(kept({ ...stateOf(), started: "1970-01-01T00:00:00Z" }, true));
    expect(marks.state.started).toBe(created.toISOString());
  });

  test("a uuid that could be none is passed over", () => {
    const note = { "kubectl-conformance/uuids": "a-1,,b 2,c\u001b[31m,d-4" };
    expect(readMarks(kept(stateOf(), true, note)).uuids).toEqual(["a-1", "d-4"]);
  });

  test("it goes with its namespace, by that one's uid", () => {
    expect(kept(stateOf(), true).metadata.ownerReferences).toEqual([
      { apiVersion: "v1", kind: "Namespace", name: "conformance", uid: "n1" },
    ]);
  });
});

test("a URL's secrets are not kept in the cluster, though the suite's pod gets them", () => {
  const url = "https://ci:s3cret@example.com/repos.yaml?sig=abc";
  const state = stateOf({ testRepoList: { url } });
  expect(JSON.stringify(kept(state, true).metadata)).not.toMatch(/s3cret|abc/);
  expect(state.plan.testRepoList).toEqual({ url });
});

test("a run that could not be read back is refused before it begins", () => {
  const state = stateOf({ focus: "x".repeat(300_000) });
  expect(() => kept(state, true)).toThrow(InputError);
});

test("notes replace one field of the binding each, and leave the rest as it is", async () => {
  const patches: unknown[] = [];
  const rbac = { patchClusterRoleBinding: async (call: unknown) => patches.push(call) };
  const cluster = { rbac } as unknown as Parameters<typeof notePod>[0];
  await notePod(cluster, id, "p1");
  await noteUuids(cluster, id, ["a-1", "b-2"]);
  await retireBinding(cluster, id, "conformance-bcdfghjk");
  const name = `conformance-${id}`;
  const annotation = "/metadata/annotations/kubectl-conformance~1";
  expect(patches).toEqual([
    { name, body: [{ op: "add", path: `${annotation}pod`, value: "p1" }] },
    { name, body: [{ op: "add", path: `${annotation}uuids`, value: "a-1,b-2" }] },
    {
      name,
      body: [
        { op: "add", path: `${annotation}account`, value: "conformance-bcdfghjk" },
        { op: "add", path: "/metadata/ownerReferences", value: [] },
        { op: "add", path: "/subjects", value: [] },
      ],
    },
  ]);
});
