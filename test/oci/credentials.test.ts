import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Keyring } from "../../src/oci/credentials.ts";
import { newFolder } from "../commands/program.ts";

const auth = (user: string, password: string) => ({
  auth: Buffer.from(`${user}:${password}`).toString("base64"),
});

/** A home folder with this configuration of Docker. */
function keyring(config: object | string, env: Record<string, string> = {}) {
  const home = newFolder();
  mkdirSync(path.join(home, ".docker"));
  writeFileSync(
    path.join(home, ".docker/config.json"),
    typeof config === "string" ? config : JSON.stringify(config),
  );
  return { home, keys: new Keyring({ cwd: home, env: { HOME: home, ...env } }) };
}

function helper(home: string, name: string, script: string): void {
  writeFileSync(path.join(home, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

describe("logins of docker", () => {
  test.each([
    ["registry.example.com", "registry.example.com"],
    ["https://registry.example.com", "registry.example.com"],
    ["https://registry.example.com/v2/", "registry.example.com"],
    ["https://index.docker.io/v1/", "docker.io"],
  ])("an entry for %s", async (key, host) => {
    const { keys } = keyring({ auths: { [key]: auth("me", "a:b") } });
    expect(await keys.of(host, "x/y")).toEqual({ kind: "password", user: "me", password: "a:b" });
  });

  test("the longest path wins, as in Podman's file", async () => {
    const { keys } = keyring({
      auths: { "registry.example.com": auth("all", "1"), "registry.example.com/k8s": auth("k8s", "2") },
    });
    expect(await keys.of("registry.example.com", "k8s/pause")).toMatchObject({ user: "k8s" });
    expect(await keys.of("registry.example.com", "k8s-other/pause")).toMatchObject({ user: "all" });
  });

  test("an identity token, an empty entry, another host", async () => {
    const { keys } = keyring({ auths: { "a.example.com": { identitytoken: "t" }, "b.example.com": {} } });
    expect(await keys.of("a.example.com", "x")).toEqual({ kind: "identity", token: "t" });
    expect(await keys.of("b.example.com", "x")).toBeUndefined();
    expect(await keys.of("c.example.com", "x")).toBeUndefined();
  });

  test("Podman's file where Docker has none", async () => {
    const home = newFolder();
    writeFileSync(
      path.join(home, "auth.json"),
      JSON.stringify({ auths: { "a.example.com": auth("me", "x") } }),
    );
    const keys = new Keyring({ cwd: home, env: { HOME: home, REGISTRY_AUTH_FILE: "auth.json" } });
    expect(await keys.of("a.example.com", "x")).toMatchObject({ user: "me" });
  });

  test("a file that is not JSON is named, and not quoted", async () => {
    const { keys } = keyring("s3cret");
    const error = await keys.of("a.example.com", "x").catch((one: unknown) => one);
    expect(String(error)).toContain(".docker/config.json is not a configuration of Docker");
    expect(String(error)).not.toContain("s3cret");
  });
});

describe("credential helpers", () => {
  const config = { credHelpers: { "a.example.com": "one" }, credsStore: "all" };

  test("that of the host, else the store; they get the address on stdin", async () => {
    const { home, keys } = keyring(config, { PATH: process.env.PATH ?? "" });
    const own = new Keyring({ cwd: home, env: { HOME: home, PATH: `${home}:${process.env.PATH}` } });
    helper(home, "one", `read a; echo "{\\"Username\\":\\"$1\\",\\"Secret\\":\\"$a\\"}"`);
    helper(home, "all", `read a; echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"$a\\"}"`);
    expect(await own.of("a.example.com", "x")).toEqual({
      kind: "password",
      user: "get",
      password: "a.example.com",
    });
    expect(await own.of("docker.io", "library/x")).toEqual({
      kind: "identity",
      token: "https://index.docker.io/v1/",
    });
    expect(keys.of("a.example.com", "x")).rejects.toThrow("docker-credential-one:");
  });

  test("one that does not know the host is no error, one that fails is", async () => {
    const { home } = keyring(config);
    const own = new Keyring({ cwd: home, env: { HOME: home, PATH: `${home}:${process.env.PATH}` } });
    helper(home, "one", `echo "credentials not found in native keychain"; exit 1`);
    helper(home, "all", "exit 3");
    expect(await own.of("a.example.com", "x")).toBeUndefined();
    expect(own.of("b.example.com", "x")).rejects.toThrow("docker-credential-all:");
  });

  test("a name with a path is not run", async () => {
    const { keys } = keyring({ credsStore: "../../evil" });
    expect(keys.of("a.example.com", "x")).rejects.toThrow("cannot be a credential helper");
  });
});

test("a pull secret is the only source where it is given", async () => {
  const { home } = keyring({ auths: { "a.example.com": auth("me", "x") } });
  const secret = JSON.stringify({ auths: { "b.example.com": { username: "pull", password: "y" } } });
  const keys = new Keyring({ cwd: home, env: { HOME: home } }, secret);
  expect(await keys.of("b.example.com", "x")).toEqual({ kind: "password", user: "pull", password: "y" });
  expect(await keys.of("a.example.com", "x")).toBeUndefined();
});
