import { describe, expect, test } from "bun:test";
import type { V1NonResourceAttributes, V1ResourceAttributes } from "@kubernetes/client-node";
import { exec, permissions } from "../../../src/preflight/policy/permissions.ts";
import type { Webhook } from "../../../src/preflight/policy/webhook-list.ts";
import type { Snapshot } from "../../../src/preflight/snapshot.ts";
import { plainRequest } from "../../run/request.ts";
import { hook, rule } from "./hooks.ts";

interface World {
  readonly may?: (what: V1ResourceAttributes) => boolean;
  readonly mayVisit?: (what: V1NonResourceAttributes) => boolean;
  readonly hooks?: readonly Webhook[];
  readonly namespaces?: readonly string[];
  readonly obstacle?: string;
}

function judge(check: typeof exec, world: World) {
  const { may = () => true, mayVisit = () => true, hooks = [], namespaces = [], obstacle } = world;
  const tried: string[] = [];
  const snapshot = {
    may: async (what: V1ResourceAttributes) => may(what),
    mayVisit: async (what: V1NonResourceAttributes) => mayVisit(what),
    webhooks: async () => hooks,
    namespaces: async () => namespaces.map((name) => ({ metadata: { name } })),
    execObstacle: async (namespace: string) => {
      tried.push(namespace);
      return obstacle;
    },
  } satisfies Partial<Snapshot>;
  const subject = { snapshot: snapshot as unknown as Snapshot, request: plainRequest, now: 0 };
  return check.judge(subject).then((found) => ({ found, tried }));
}

const { namespace } = plainRequest;

describe("permissions", () => {
  const isBind = ({ verb }: V1ResourceAttributes) => verb === "bind";
  const isAll = ({ verb, group, resource }: V1ResourceAttributes) =>
    verb === "*" && group === "*" && resource === "*";

  test("all that a run needs, one by one", async () => {
    const asked: string[] = [];
    const { found } = await judge(permissions, {
      may: ({ verb, resource }) => {
        asked.push(`${verb} ${resource}`);
        return true;
      },
    });
    expect(found).toMatchObject([
      { status: "pass", summary: `this user may do all ${asked.length - 1} things a run needs` },
    ]);
    expect(asked).toContain("create clusterrolebindings");
  });

  test("to give cluster-admin takes the right to bind it, or to have all that it allows", async () => {
    const status = async (world: World) => (await judge(permissions, world)).found[0]?.status;
    expect(await status({ may: (what) => !isAll(what), mayVisit: () => false })).toBe("pass");
    expect(await status({ may: (what) => !isBind(what) })).toBe("pass");
    expect(await status({ may: (what) => !isBind(what), mayVisit: () => false })).toBe("fail");
    expect(await status({ may: (what) => !isBind(what) && !isAll(what) })).toBe("fail");
  });

  test("each that is missing is named, with its namespace where it is of one", async () => {
    const { found } = await judge(permissions, {
      may: ({ verb, resource }) => !(verb === "delete" && (resource === "pods" || resource === "namespaces")),
    });
    expect(found).toMatchObject([
      {
        status: "fail",
        summary: `this user may not delete namespaces, delete pods in namespace ${namespace}`,
      },
    ]);
  });
});

describe("exec", () => {
  const isExec = ({ subresource }: V1ResourceAttributes) => subresource === "exec";
  const judges = (object: string) =>
    hook({ object, rules: [rule({ operations: ["CONNECT"], resources: ["pods/exec"] })] });

  test("that is not allowed only warns, and is not tried", async () => {
    const { found, tried } = await judge(exec, { may: (what) => !isExec(what), hooks: [judges("x/y")] });
    expect(found).toMatchObject([
      { status: "warn", summary: `this user may not create pods/exec in namespace ${namespace}` },
    ]);
    expect(tried).toEqual([]);
  });

  test("that a webhook judges warns with its name, once, and is not tried", async () => {
    const { found, tried } = await judge(exec, { hooks: [judges("x/y"), judges("x/y"), hook()] });
    expect(found).toMatchObject([
      { status: "warn", summary: "allowed, but subject to x/y", fix: "kubectl get x/y -o yaml" },
    ]);
    expect(tried).toEqual([]);
  });

  test("that one webhook judges warns too", async () => {
    const { found } = await judge(exec, { hooks: [judges("x/y")] });
    expect(found).toMatchObject([{ status: "warn", fix: "kubectl get x/y -o yaml" }]);
  });

  test("is tried in the run's namespace where that is there, else in default", async () => {
    const there = await judge(exec, { namespaces: [namespace, "default"], hooks: [hook()] });
    expect([there.found[0]?.status, there.tried]).toEqual(["pass", [namespace]]);
    const absent = await judge(exec, { namespaces: ["default"] });
    expect([absent.found[0]?.status, absent.tried]).toEqual(["pass", ["default"]]);
  });

  test("is not tried where the user may not exec in default", async () => {
    const { found, tried } = await judge(exec, {
      may: (what) => !(isExec(what) && what.namespace === "default"),
    });
    expect(found).toMatchObject([{ status: "unknown", summary: expect.stringContaining("was not tried") }]);
    expect(tried).toEqual([]);
  });

  test("that does not get through warns, in the words of what is in its way", async () => {
    const { found } = await judge(exec, { obstacle: "exec was refused (426)" });
    expect(found).toMatchObject([
      { status: "warn", summary: "allowed, but it does not get through: exec was refused (426)" },
    ]);
  });
});
