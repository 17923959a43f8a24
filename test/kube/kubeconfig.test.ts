import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { InputError } from "../../src/errors.ts";
import { loadKubeConfig } from "../../src/kube/kubeconfig.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "kubeconfig-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const write = (file: string, what: string | object) => {
  mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
  writeFileSync(path.join(home, file), typeof what === "string" ? what : JSON.stringify(what));
};

/** A kubeconfig with one of each, all of this name. */
const config = (name: string, extra: { user?: object; cluster?: object } = {}) => ({
  "current-context": name,
  clusters: [{ name, cluster: { server: `https://${name}.test`, ...extra.cluster } }],
  users: [{ name, user: extra.user ?? { token: `of-${name}` } }],
  contexts: [{ name, context: { cluster: name, user: name } }],
});

const load = (file?: string, env: Record<string, string> = {}, serverGiven = false) =>
  loadKubeConfig(file, serverGiven, { env: { HOME: home, ...env }, cwd: home });
const listed = (...files: string[]) => ({ KUBECONFIG: files.join(path.delimiter) });

function refusal(file?: string, env: Record<string, string> = {}): InputError {
  try {
    load(file, env);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

describe("which file", () => {
  test("--kubeconfig stands alone, KUBECONFIG goes before the home folder", () => {
    for (const name of ["one", "two"]) write(name, config(name));
    write(".kube/config", config("home"));
    const current = (file?: string, env?: Record<string, string>) =>
      load(file, env).kubeConfig.getCurrentContext();
    expect(current("two", listed("one"))).toBe("two");
    expect(current(undefined, listed("one"))).toBe("one");
    expect(current("", listed(""))).toBe("home");
  });

  test("of several in KUBECONFIG the first that has a thing counts, and one that is not there is passed over", () => {
    write("one", { ...config("shared"), "current-context": "" });
    write("two", {
      "current-context": "other",
      clusters: [
        { name: "shared", cluster: { server: "https://late.test" } },
        { name: "other", cluster: { server: "https://other.test" } },
      ],
      users: [{ name: "shared", user: { token: "late", tokenFile: "late" } }],
      contexts: [
        { name: "shared", context: { cluster: "other", user: "shared" } },
        { name: "other", context: { cluster: "other", user: "shared" } },
      ],
    });
    const { kubeConfig, users } = load(undefined, listed("nowhere", "", "one", "two"));
    expect(kubeConfig.getClusters().map(({ server }) => server)).toEqual([
      "https://shared.test",
      "https://other.test",
    ]);
    expect(kubeConfig.getUsers().map(({ token }) => token)).toEqual(["of-shared"]);
    expect(kubeConfig.getContextObject("shared")?.cluster).toBe("shared");
    expect(kubeConfig.getCurrentContext()).toBe("other");
    expect(users.get("shared")?.tokenFile).toBeUndefined();
  });

  test("the first file that names a current context has it", () => {
    for (const name of ["one", "two"]) write(name, config(name));
    expect(load(undefined, listed("one", "two")).kubeConfig.getCurrentContext()).toBe("one");
    expect(load(undefined, listed("two", "one")).kubeConfig.getCurrentContext()).toBe("two");
  });

  test("none is an error that says where it looked, unless the server is given", () => {
    expect(refusal().message).toBe(
      `no kubeconfig: neither --kubeconfig nor KUBECONFIG is given, and ${home}/.kube/config does not exist`,
    );
    expect(refusal(undefined, listed("a", "b")).message).toBe(
      `KUBECONFIG names no file that exists: a${path.delimiter}b`,
    );
    expect(refusal().fix).toContain("--sandbox");
    expect(load(undefined, {}, true).kubeConfig.getClusters()).toEqual([]);
  });

  test("the variables of a pod are not enough where its token is not there", () => {
    expect(refusal(undefined, { KUBERNETES_SERVICE_HOST: "10.0.0.1" }).message).toStartWith("no kubeconfig");
  });
});

describe("what is in it", () => {
  test("relative paths start at the file that has them", () => {
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "./plugin" };
    write(
      "a/one",
      config("one", { cluster: { "certificate-authority": "ca.crt" }, user: { tokenFile: "t", exec } }),
    );
    const { kubeConfig, users } = load(undefined, listed("a/one"));
    expect(kubeConfig.getCluster("one")?.caFile).toBe(path.join(home, "a/ca.crt"));
    expect(users.get("one")?.exec?.command).toBe(path.join(home, "a/plugin"));
    expect(users.get("one")?.tokenFile).toBe(path.join(home, "a/t"));
  });

  test.each(["/bin/plugin", "plugin"])(
    "a plugin %s stays what it is: absolute, or found on PATH",
    (command) => {
      const env = [{ name: "A", value: "b" }];
      write("one", config("one", { user: { exec: { apiVersion: "v", command, env } } }));
      expect(load("one").users.get("one")?.exec).toMatchObject({ apiVersion: "v", command, env });
    },
  );

  test("what the library does not read of a user is kept", () => {
    const impersonation = { "as-uid": "7", "as-groups": ["g"], "as-user-extra": { k: ["v"] } };
    write("one", config("one", { user: { token: "t", ...impersonation } }));
    expect(load("one").users.get("one")).toMatchObject({
      asUid: "7",
      asGroups: ["g"],
      asUserExtra: { k: ["v"] },
    });
  });

  test.each([
    ["a context without a cluster", { contexts: [{ name: "b", context: { cluster: "", user: "" } }] }],
    [
      "a cluster without a server",
      { clusters: [{ name: "b", cluster: { "insecure-skip-tls-verify": true } }] },
    ],
    ["a user without anything", { users: [{ name: "b", user: null }] }],
    ["a user that is nothing", { users: [null] }],
  ])("%s does not matter where it is not used", (_, more: Record<string, unknown[]>) => {
    const whole: Record<string, unknown> = config("two");
    for (const [list, entries] of Object.entries(more)) whole[list] = [...Object(whole[list]), ...entries];
    write("partly", whole);
    expect(load("partly").kubeConfig.getCurrentCluster()?.server).toBe("https://two.test");
  });

  test.each(["", "---\n", "# nothing\n"])("an empty file (%j) is as none that has anything", (text) => {
    write("empty", text);
    expect(load("empty").kubeConfig.getContexts()).toEqual([]);
  });
});

describe("a file that cannot be read is named, with what names it", () => {
  test.each<[string, string | object, string]>([
    ["text", "words", "it is not a kubeconfig"],
    ["a list", "- a\n", "it is not a kubeconfig"],
    ["no YAML", "{", "cannot be read: "],
    ["a user that is text", { ...config("one"), users: ["one"] }, "users[0] is not a map of fields"],
  ])("%s", (_, what, words) => {
    write("wrong", what);
    const error = refusal("wrong");
    expect(error.message).toStartWith(`--kubeconfig ${path.join(home, "wrong")} cannot be read: `);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain("\n");
    expect(error.fix).toEndWith("check it with: kubectl config view");
    expect(refusal(undefined, listed("wrong")).message).toStartWith(`KUBECONFIG ${path.join(home, "wrong")}`);
  });

  test.each<[object, string]>([
    [{ tokenFile: 7 }, "tokenFile is a number, not text: put it in quotes"],
    [{ as: 7 }, "as is a number, not text: put it in quotes"],
    [{ as: "x", "as-uid": 7 }, "as-uid is a number, not text: put it in quotes"],
    [{ as: "x", "as-groups": "admins" }, "as-groups is not a list"],
    [{ as: "x", "as-groups": ["a", 7] }, "as-groups[1] is a number, not text: put it in quotes"],
    [{ as: "x", "as-user-extra": { k: "v" } }, "as-user-extra.k is not a list"],
    [
      { as: "x", "as-user-extra": { k: [true] } },
      "as-user-extra.k[0] is a boolean, not text: put it in quotes",
    ],
    [{ exec: { command: "x", args: "login" } }, "exec.args is not a list"],
    [{ exec: { command: "x", env: 7 } }, "exec.env is not a list"],
    [{ exec: { command: "x", env: [null] } }, "exec.env[0] is not a map of fields"],
    [
      { exec: { command: "x", env: [{ name: "A", value: 7 }] } },
      "exec.env[0].value is a number, not text: put it in quotes",
    ],
    [{ exec: { command: "x", installHint: 7 } }, "exec.installHint is a number, not text: put it in quotes"],
  ])("a user of a wrong type: %j", (user, words) => {
    write("wrong", config("one", { user }));
    expect(refusal("wrong").message).toEndWith(`wrong cannot be read: users[0].user.${words}`);
  });

  test("what is null counts as left out", () => {
    const exec = { apiVersion: "v", command: "x", args: null, env: null, installHint: null };
    write("one", config("one", { user: { tokenFile: null, "as-groups": null, exec } }));
    expect(load("one").users.get("one")).toMatchObject({
      tokenFile: undefined,
      asGroups: [],
      exec: { command: "x", args: [], env: [], installHint: undefined },
    });
  });

  test("the standard one too, and a folder with what to do", () => {
    write(".kube/config", "- a");
    expect(refusal().message).toStartWith(`kubeconfig ${home}/.kube/config cannot be read`);
    expect(refusal(".kube")).toMatchObject({
      message: `--kubeconfig ${home}/.kube cannot be read: it is a directory`,
      fix: "name the file in it",
    });
    expect(refusal("nowhere").message).toEndWith("cannot be read: no such file");
  });
});
