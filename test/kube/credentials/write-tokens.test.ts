import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { changed, writeTokens } from "../../../src/kube/credentials/write-tokens.ts";

const user = (name: string, config: string) =>
  `- name: ${name}\n  user:\n    auth-provider:\n      name: oidc\n      config: ${config}\n`;
const block = "\n        id-token: old # from the issuer\n        refresh-token: 'r1'";
const kubeconfig = `# mine\nkind: Config\nusers:\n${user("jane", block)}${user("joe", "{id-token: his}")}`;

describe("the text of a kubeconfig", () => {
  test("keeps everything but the new values", () => {
    expect(changed(kubeconfig, "jane", { "id-token": 'n"ew', "refresh-token": "r2" })).toBe(
      kubeconfig.replace("id-token: old", 'id-token: "n\\"ew"').replace("'r1'", '"r2"'),
    );
  });

  test("changes only that user, also in a flow mapping", () => {
    expect(changed(kubeconfig, "joe", { "id-token": "new" })).toBe(kubeconfig.replace("his", '"new"'));
  });

  test("gets fields that it does not have", () => {
    const text = changed(kubeconfig, "joe", { "id-token": "a", "refresh-token": "b" });
    const [jane, joe] = parse(text).users;
    expect(joe.user["auth-provider"].config).toEqual({ "id-token": "a", "refresh-token": "b" });
    expect(jane.user["auth-provider"].config).toEqual({ "id-token": "old", "refresh-token": "r1" });
  });

  test.each(["users: x\n", "{}\n", kubeconfig.replace("auth-provider", "exec"), ""])(
    "is refused without the user's auth-provider",
    (text) => {
      expect(() => changed(text, "jane", { "id-token": "new" })).toThrow(
        "user jane with an auth-provider is no longer in it",
      );
    },
  );
});

describe("the file", () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "tokens-"));
    file = path.join(folder, "config");
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("keeps its mode, is written through a link, and leaves neither a lock nor a copy", async () => {
    await writeFile(file, kubeconfig);
    await chmod(file, 0o600);
    const link = path.join(folder, "link");
    await symlink(file, link);
    await writeTokens(link, "jane", { "id-token": "new" });
    expect(await readFile(file, "utf8")).toContain('id-token: "new"');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(["config", "link"]);
    await rm(link);
  });

  test("stays as it is while another program holds the lock, which is not touched", async () => {
    await writeFile(file, kubeconfig);
    await writeFile(`${file}.lock`, "");
    await expect(writeTokens(file, "jane", { "id-token": "new" })).rejects.toThrow(
      "another program is writing, or left it behind",
    );
    expect(await readFile(file, "utf8")).toBe(kubeconfig);
    expect(await readdir(folder)).toContain("config.lock");
    await rm(`${file}.lock`);
  });

  test("without a user of that name stays as it is, and the lock is released", async () => {
    await writeFile(file, kubeconfig);
    await expect(writeTokens(file, "nobody", { "id-token": "new" })).rejects.toThrow("user nobody");
    expect(await readFile(file, "utf8")).toBe(kubeconfig);
    expect(await readdir(folder)).toEqual(["config"]);
  });

  test("in a folder that does not exist is an error at once", async () => {
    const none = path.join(folder, "none/config");
    await expect(writeTokens(none, "jane", {})).rejects.toThrow("ENOENT");
  });
});
