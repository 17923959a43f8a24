import { describe, expect, test } from "bun:test";
import { parseKubeConfig } from "../../src/kube/kubeconfig-file.ts";

const base = `apiVersion: v1
kind: Config
current-context: c
clusters:
- name: c
  cluster:
    server: https://127.0.0.1:6443
    certificate-authority: ca.pem
users:
- name: u
  user:
    token: tok
contexts:
- name: c
  context: {cluster: c, user: u}
`;

const read = (text: string | Uint8Array) =>
  parseKubeConfig(typeof text === "string" ? Buffer.from(text) : text, "/home/me/.kube/config");
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const json = {
  "current-context": "c",
  clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:6443", "certificate-authority": "ca.pem" } }],
  users: [{ name: "u", user: { token: "tok" } }],
  contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
};

// each of these was given to kubectl 1.35.4, which reads the same from all of them
describe("a kubeconfig that kubectl reads is read", () => {
  test.each<[string, string | Uint8Array]>([
    ["as PowerShell writes it", utf16(base.replaceAll("\n", "\r\n"))],
    ["with the high byte first", utf16(base).swap16()],
    ["with a mark", `\ufeff${base}`],
    ["with CR alone", base.replaceAll("\n", "\r")],
    ["with a key twice, of which the last counts", base.replace("token:", "token: other\n    token:")],
    [
      "with a context named twice over",
      base.replace("current-context", "current-context: x\ncurrent-context"),
    ],
    ["before a second document", `${base}---\nfoo: bar\n`],
    ["before a broken document", `${base}---\nfoo: [bar\n`],
    ["after a comment", `# mine\n---\n${base}...\n`],
    ["without kind and version", base.replace(/^(?:apiVersion|kind).*\n/gm, "")],
    ["with fields that are not known", `${base.replace("token:", "bogus: 1\n    token:")}bogus: [1]\n`],
    ["with an entry that is null", base.replace("users:\n", "users:\n- null\n")],
    [
      "with an anchor",
      base.replace("user:\n", "user: &x\n").replace("contexts:", "- name: v\n  user: *x\ncontexts:"),
    ],
    [
      "with a merge",
      base.replace(
        "- name: u\n  user:\n    token: tok",
        "- name: v\n  user: &x {token: tok}\n- name: u\n  user:\n    <<: *x",
      ),
    ],
    ["with a tag of its own", base.replace("tok", "!mine tok")],
    ["as JSON", JSON.stringify(json)],
    ["as JSON with tabs", JSON.stringify(json, undefined, "\t")],
  ])("%s", (_, text) => {
    const { currentContext, clusters, users, contexts } = read(text);
    expect(currentContext).toBe("c");
    expect(clusters[0]?.entry).toMatchObject({
      name: "c",
      server: "https://127.0.0.1:6443",
      caFile: "/home/me/.kube/ca.pem",
      skipTLSVerify: false,
    });
    expect(users.find(({ entry }) => entry.name === "u")?.entry.token).toBe("tok");
    expect(contexts[0]).toMatchObject({ name: "c", cluster: "c", user: "u" });
  });

  test("with switches as YAML 1.1 writes them, and a date for a name", () => {
    const text = base
      .replace("certificate-authority: ca.pem", "insecure-skip-tls-verify: yes")
      .replace("name: u\n", "name: 2020-01-01\n");
    const { clusters, users } = read(text);
    expect(clusters[0]?.entry.skipTLSVerify).toBe(true);
    expect(users[0]?.entry.name).toBe("2020-01-01");
  });

  test("with what a credential plugin is to know about the cluster", () => {
    const text = base.replace(
      "certificate-authority:",
      "extensions:\n    - {name: other, extension: 1}\n    - name: client.authentication.k8s.io/exec\n      extension: {audience: x}\n    certificate-authority:",
    );
    expect(read(text).clusters[0]?.extras.execConfig).toEqual({ audience: "x" });
  });

  test("that is empty", () => {
    expect(read("\n# nothing\n")).toMatchObject({ clusters: [], users: [], contexts: [] });
  });
});

describe("a kubeconfig that kubectl refuses is refused, naming the place", () => {
  test.each<[string, string | Uint8Array, string]>([
    [
      "a number for a token",
      base.replace("tok\n", "12345\n"),
      "users[0].user.token is a number, not text: put it in quotes",
    ],
    [
      "a switch for a password",
      base.replace("token: tok", "password: yes"),
      "users[0].user.password is a boolean, not text",
    ],
    [
      "a text for a switch",
      base.replace("ca.pem", 'ca.pem\n    insecure-skip-tls-verify: "true"'),
      "insecure-skip-tls-verify is not true or false",
    ],
    [
      "a cluster twice",
      base.replace("users:", "- name: c\n  cluster: {server: x}\nusers:"),
      "clusters lists c twice",
    ],
    [
      "a user twice",
      base.replace("contexts:\n", "- name: u\n  user: {}\ncontexts:\n"),
      "users lists u twice",
    ],
    [
      "a map for a list",
      base.replace("- name: u\n  user:\n    token", "  u:\n    user:\n      token"),
      "users is not a list",
    ],
    ["another kind", base.replace("kind: Config", "kind: Pod"), "it is not a kubeconfig, but a Pod"],
    ["a list", "- a\n", "it is not a kubeconfig"],
    ["a word", "hello\n", "it is not a kubeconfig"],
    ["a tab for an indentation", base.replace("  cluster:\n", "\tcluster:\n"), "line 6: "],
    [
      "another encoding",
      Buffer.concat([Buffer.from(base), Buffer.from([0xe9, 0x0a])]),
      "it is not UTF-8 text",
    ],
    [
      "references without end",
      `a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n${base}`,
      "it refers to its own parts too often",
    ],
  ])("%s", (_, text, words) => {
    expect(() => read(text)).toThrow(words);
  });
});
