import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Client, startClient, table } from "../client.ts";

let client: Client;
const configMap = (name: string, labels: Record<string, string> = {}) => ({
  metadata: { name, labels },
  data: { a: "1" },
});

beforeAll(async () => {
  client = await startClient(1000);
});

afterAll(() => client.close());

describe("kubectl", () => {
  test("finds the server's version", async () => {
    const { stdout } = await client.kubectl("version");
    expect(stdout).toContain("Server Version: v1.35.4");
  });

  test("lists two ready nodes with all that -o wide shows", async () => {
    const { stdout } = await client.kubectl("get nodes -o wide --no-headers");
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => line.replace(/ \d+s /, " AGE ").replaceAll(/ +/g, " "));
    const tail = "Debian GNU/Linux 12 (bookworm) 6.18.44 containerd://1.6.20";
    expect(rows).toEqual([
      `node1 Ready <none> AGE v1.35.4 10.199.0.1 <none> ${tail}`,
      `node2 Ready <none> AGE v1.35.4 10.199.0.2 <none> ${tail}`,
    ]);
  });

  test("knows the resources by their names and short names", async () => {
    const { stdout } = await client.kubectl("api-resources --no-headers");
    expect(stdout).toMatch(/^pods +po +v1 +true +Pod$/m);
    expect(stdout).toMatch(/^clusterroles +rbac.authorization.k8s.io\/v1 +false +ClusterRole$/m);
  });

  test("may do everything", async () => {
    expect(await client.kubectl("auth can-i delete nodes")).toMatchObject({ code: 0, stdout: "yes\n" });
  });

  test("makes a namespace with what a new one holds, and deletes it", async () => {
    const created = await client.kubectl("create namespace ours");
    expect(created.stdout).toBe("namespace/ours created\n");
    expect((await client.kubectl("get serviceaccount,configmap -n ours -o name")).stdout).toBe(
      "serviceaccount/default\nconfigmap/kube-root-ca.crt\n",
    );
    expect((await client.kubectl("delete namespace ours")).stdout).toBe('namespace "ours" deleted\n');
    const gone = await client.kubectl("get namespace ours");
    expect(gone).toMatchObject({
      code: 1,
      stderr: 'Error from server (NotFound): namespaces "ours" not found\n',
    });
  });

  test("applies what is not there and changes what is", async () => {
    const object = { apiVersion: "v1", kind: "ConfigMap", ...configMap("applied"), data: { a: "1" } };
    const first = await client.kubectl("apply --server-side -f -", object);
    expect(first.stdout).toBe("configmap/applied serverside-applied\n");
    await client.kubectl("apply --server-side -f -", { ...object, data: { b: "2" } });
    const { stdout } = await client.kubectl("get configmap applied -o jsonpath={.data}");
    expect(JSON.parse(stdout)).toEqual({ a: "1", b: "2" });
  });
});

describe("errors are those of the real server", () => {
  test("no client certificate", async () => {
    expect(await client.getWithoutCertificate("/api/v1/pods")).toEqual({
      code: 401,
      body: {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "Unauthorized",
        reason: "Unauthorized",
        code: 401,
      },
    });
  });

  test.each([
    ["/api/v1/namespaces/default/pods/x", 404, 'pods "x" not found', { name: "x", kind: "pods" }],
    [
      "/apis/rbac.authorization.k8s.io/v1/clusterroles/x",
      404,
      'clusterroles.rbac.authorization.k8s.io "x" not found',
      { name: "x", group: "rbac.authorization.k8s.io", kind: "clusterroles" },
    ],
    ["/api/v1/dogs", 404, "the server could not find the requested resource", {}],
    ["/api/v1/pods?fieldSelector=spec.color%3Dred", 400, "field label not supported: spec.color", undefined],
  ])("GET %s", async (path, code, message, details) => {
    const answer = await client.get(path);
    expect(answer.code).toBe(code);
    expect(answer.body).toMatchObject({ kind: "Status", status: "Failure", message, code });
    expect(answer.body.details).toEqual(details);
  });

  test("a name that is taken, one that cannot be, and a namespace that is not there", async () => {
    const taken = await client.send("POST", "/api/v1/namespaces", { metadata: { name: "default" } });
    expect(taken.code).toBe(409);
    expect(taken.body).toMatchObject({
      reason: "AlreadyExists",
      message: 'namespaces "default" already exists',
    });
    const wrong = await client.send("POST", "/api/v1/namespaces", { metadata: { name: "Ours!" } });
    expect(wrong.code).toBe(422);
    expect(wrong.body.message).toStartWith(
      'Namespace "Ours!" is invalid: metadata.name: Invalid value: "Ours!":',
    );
    const nowhere = await client.send("POST", "/api/v1/namespaces/nowhere/configmaps", configMap("x"));
    expect(nowhere).toMatchObject({ code: 404, body: { message: 'namespaces "nowhere" not found' } });
  });

  test("a write on an old version", async () => {
    const path = "/api/v1/namespaces/default/configmaps";
    const { body } = await client.send("POST", path, configMap("versioned"));
    await client.send("PUT", `${path}/versioned`, { ...body, data: { a: "2" } });
    const late = await client.send("PUT", `${path}/versioned`, { ...body, data: { a: "3" } });
    expect(late.code).toBe(409);
    expect(late.body.message).toBe(
      'Operation cannot be fulfilled on configmaps "versioned": the object has been modified; please apply your changes to the latest version and try again',
    );
  });
});

describe("a collection", () => {
  const path = "/api/v1/namespaces/kube-public/configmaps";

  beforeAll(async () => {
    for (const name of ["a", "b", "c"]) await client.send("POST", path, configMap(name, { set: name }));
  });

  test("comes in pages", async () => {
    const first = await client.get(`${path}?limit=2&labelSelector=set`);
    expect(first.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual([
      "a",
      "b",
    ]);
    expect(first.body.metadata.remainingItemCount).toBe(1);
    const next = await client.get(
      `${path}?limit=2&labelSelector=set&continue=${first.body.metadata.continue}`,
    );
    expect(next.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(["c"]);
    expect(next.body.metadata).toEqual({ resourceVersion: first.body.metadata.resourceVersion });
  });

  test("refuses to go on with a page of long ago", async () => {
    const old = Buffer.from('{"v":"meta.k8s.io/v1","rv":1,"start":"kube-public/a"}').toString("base64url");
    const answer = await client.get(`${path}?limit=2&continue=${old}`);
    expect(answer).toMatchObject({ code: 410, body: { reason: "Expired", code: 410 } });
  });

  test.each([
    ["labelSelector=set%20in%20(a,c)", ["a", "c"]],
    ["labelSelector=set!%3Da,set", ["b", "c"]],
    ["labelSelector=!set", ["kube-root-ca.crt"]],
    ["fieldSelector=metadata.name%3Db", ["b"]],
  ])("is chosen from by %s", async (selector, names) => {
    const { body } = await client.get(`${path}?${selector}`);
    expect(body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(names);
  });

  test("is printed as a table with as much of each object as is wanted", async () => {
    const { body } = await client.get(`${path}?labelSelector=set%3Da`, table);
    expect(body).toMatchObject({ kind: "Table", apiVersion: "meta.k8s.io/v1" });
    expect(body.columnDefinitions.map((column: { name: string }) => column.name)).toEqual([
      "Name",
      "Data",
      "Age",
    ]);
    expect(body.rows).toMatchObject([
      { cells: ["a", 1, expect.stringMatching(/^\d+s$/)], object: { kind: "PartialObjectMetadata" } },
    ]);
    const bare = await client.get(`${path}?labelSelector=set%3Da&includeObject=None`, table);
    expect(bare.body.rows[0].object).toBeNull();
    const whole = await client.get(`${path}?labelSelector=set%3Da&includeObject=Object`, table);
    expect(whole.body.rows[0].object).toMatchObject({ kind: "ConfigMap", data: { a: "1" } });
  });
});

test("a patch changes an object, by merging and by operations", async () => {
  const path = "/api/v1/namespaces/default/configmaps";
  await client.send("POST", path, { ...configMap("patched"), data: { a: "1", b: "2" } });
  await client.send(
    "PATCH",
    `${path}/patched`,
    { data: { a: null, c: "3" } },
    "application/merge-patch+json",
  );
  const operations = [{ op: "replace", path: "/data/b", value: "4" }];
  const { body } = await client.send("PATCH", `${path}/patched`, operations, "application/json-patch+json");
  expect(body.data).toEqual({ b: "4", c: "3" });
});
