import { describe, expect, test } from "bun:test";
import { AnswerError } from "../../../src/kube/errors.ts";
import { cleanUp } from "../../../src/run/cleanup/cleanup.ts";
import { namespaceOf, ownBinding, ownObjects, ownPod } from "../../../src/run/cleanup/own.ts";
import { json } from "../../kube/scripted-server.ts";
import { answersOfOthers, notFoundBy } from "./between.ts";
import { type Between, fakeCluster } from "./fake-cluster.ts";
import { bindings, id, made, names, namespaces, pods, removal, standing } from "./sample.ts";

describe("another in its place stays", () => {
  test.each([
    ["a pod of the name", { pod: "p2" }],
    ["a pod that has the label alone", { pod: undefined }],
  ])("%s, in a namespace of somebody's own", async (_, over) => {
    const shelf = standing();
    shelf[pods] = [
      {
        metadata: { name: "suite", uid: "p1", labels: { "kubectl-conformance/run": id } },
        spec: { serviceAccountName: "default", containers: [] },
      },
    ];
    await using fake = await fakeCluster(shelf);
    const { pod: _pod, ...rest } = made;
    const own = { ...rest, ...(over.pod === undefined ? {} : { pod: over.pod }), foreignNamespace: true };
    await cleanUp(fake.cluster, removal({ made: own }), 10_000, fake.io);
    expect(names(shelf, pods)).toEqual(["suite"]);
  });

  test("a namespace of the name that somebody made since", async () => {
    const shelf = standing();
    await using fake = await fakeCluster(shelf);
    const own = { ...made, namespaceUid: "n0" };
    expect(await cleanUp(fake.cluster, removal({ made: own }), 10_000, fake.io)).toMatchObject({
      kind: "gone",
    });
    expect(names(shelf, namespaces)).toEqual(["conformance"]);
  });
});

describe("what is there and what is not", () => {
  test("a pod goes by its uid, and is absent once another has its name", async () => {
    const shelf = standing();
    await using fake = await fakeCluster(shelf);
    const pod = ownPod(fake.cluster, made);
    expect(await pod.remove()).toEqual({ why: "it is being deleted" });
    expect(await pod.remove()).toBe("absent");
    shelf[pods] = [{ metadata: { name: "suite", uid: "p2" } }];
    expect(await pod.remove()).toBe("absent");
    expect(names(shelf, pods)).toEqual(["suite"]);
  });

  test("a pod or namespace that is being deleted is not deleted again, and the message says what holds it", async () => {
    const deletionTimestamp = "2026-11-20T22:30:00Z";
    const conditions = [{ type: "NamespaceContentRemaining", status: "True", message: "2 pods remain" }];
    const shelf = {
      [namespaces]: [
        { metadata: { name: "conformance", uid: "n1", deletionTimestamp }, status: { conditions } },
      ],
      [pods]: [
        { metadata: { name: "suite", uid: "p1", deletionTimestamp, finalizers: ["example.com/held"] } },
      ],
    };
    await using fake = await fakeCluster(shelf);
    expect(await ownPod(fake.cluster, made).remove()).toEqual({
      why: "its finalizers hold it: example.com/held",
    });
    expect(await namespaceOf(fake.cluster, "conformance", "n1").remove()).toEqual({ why: "2 pods remain" });
    expect(fake.deletions()).toEqual([]);
  });

  test("the run's objects are gone once a look finds none with its label; others of the namespace stay", async () => {
    const labels = { "kubectl-conformance/run": id };
    const accounts = `${namespaces}/conformance/serviceaccounts`;
    const shelf = { [accounts]: [{ metadata: { name: "mine", labels } }, { metadata: { name: "default" } }] };
    await using fake = await fakeCluster(shelf);
    const [, , mine] = ownObjects(fake.cluster, made);
    expect(await mine?.remove()).toEqual({ why: "they are being deleted" });
    expect(await mine?.remove()).toBe("absent");
    expect(names(shelf, accounts)).toEqual(["default"]);
  });

  test("the binding of this run alone", async () => {
    const shelf = {
      [bindings]: [{ metadata: { name: `conformance-${id}` } }, { metadata: { name: "conformance-x" } }],
    };
    await using fake = await fakeCluster(shelf);
    expect(await ownBinding(fake.cluster, made).remove()).toBe("removed");
    expect(await ownBinding(fake.cluster, made).remove()).toBe("absent");
    expect(names(shelf, bindings)).toEqual(["conformance-x"]);
  });
});

describe("what is not the server's own word does not make it gone", () => {
  test.each(answersOfOthers)("a namespace, by the 404 of %s", async (_, body) => {
    await using fake = await fakeCluster(standing(), () => "stays", notFoundBy(body, /\/conformance$/));
    await expect(namespaceOf(fake.cluster, "conformance", "n1").remove()).rejects.toMatchObject({
      status: 404,
    });
  });

  test.each<[string, object]>([
    ["another object", { kind: "Namespace", metadata: { name: "other", uid: "n2" } }],
    ["an object without a uid", { kind: "Namespace", metadata: { name: "conformance" } }],
    ["another form", { ok: true }],
  ])("a namespace, by %s in its place", async (_, body) => {
    await using fake = await fakeCluster(
      standing(),
      () => "stays",
      (request, response) => {
        json(body)(request, response);
        return true;
      },
    );
    await expect(namespaceOf(fake.cluster, "conformance", "n1").remove()).rejects.toBeInstanceOf(AnswerError);
  });

  test.each<[string, object]>([
    ["a list without a kind", { items: [] }],
    ["a part of a list", { kind: "PodList", metadata: { continue: "more" }, items: [] }],
  ])("a pod, by %s", async (_, body) => {
    await using fake = await fakeCluster(
      standing(),
      () => "stays",
      (request, response) => {
        json(body)(request, response);
        return true;
      },
    );
    await expect(ownPod(fake.cluster, made).remove()).rejects.toBeInstanceOf(AnswerError);
  });

  test("the run's objects, by a deletion's answer that is not a list of the server's", async () => {
    const between: Between = (request, response) => {
      json({ items: [] })(request, response);
      return true;
    };
    await using fake = await fakeCluster(standing(), () => "stays", between);
    const [maps] = ownObjects(fake.cluster, made);
    await expect(maps?.remove()).rejects.toBeInstanceOf(AnswerError);
  });
});
