import { expect, test } from "bun:test";
import { dumpAround } from "../../../src/run/at-end/around.ts";
import { apiServer, refuse, type Served } from "../../dump/api-server.ts";

const since = Date.parse("2026-11-20T22:15:00Z");
const namespace = (name: string, uuid: string, created: string) => ({
  metadata: { name, labels: { "e2e-run": uuid }, creationTimestamp: created, uid: name },
});

const served = (): Served => ({
  kinds: [
    {
      group: "",
      version: "v1",
      plural: "namespaces",
      kind: "Namespace",
      namespaced: false,
      objects: [
        namespace("pods-1", "u1", "2026-11-20T22:10:00Z"),
        namespace("pods-2", "other", "2026-11-20T22:20:00Z"),
        namespace("pods-3", "other", "2026-11-20T21:00:00Z"),
      ],
    },
  ],
});

test("the suite's namespaces are those with its uuids, and those that came since the run began", async () => {
  await using server = await apiServer(served());
  const { cluster } = server.reading();
  const options = await dumpAround(cluster, { namespace: "conformance", uuids: ["u1"], since }, "/dump");
  expect(options.namespaces).toEqual({
    kind: "named",
    names: ["conformance", "kube-system", "pods-1", "pods-2"],
  });
  expect(options.logs?.sinceTime).toBe("2026-11-20T22:14:00Z");
  expect([options.secrets, options.redact]).toEqual(["none", true]);
});

test("a user who may not list namespaces gets the others", async () => {
  const refusing = {
    ...served(),
    answer: (_: string, __: URLSearchParams, response: Parameters<typeof refuse>[0]) =>
      refuse(response, 403, "Forbidden", "no"),
  };
  await using server = await apiServer(refusing);
  const { cluster } = server.reading();
  const options = await dumpAround(cluster, { namespace: undefined, uuids: ["u1"], since }, "/dump");
  expect(options.namespaces).toEqual({ kind: "named", names: ["kube-system"] });
});
