import { expect, test } from "bun:test";
import { appendFileSync, chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { clone, commit, cwd, eachInClone, four, git, inClone } from "./clone.ts";
import { hostileAttributes, hostileConfig, included, type Marks, marksIn } from "./hostile.ts";

eachInClone();

function makeHostile(): Marks {
  const marks = marksIn(cwd);
  appendFileSync(path.join(clone, ".git/config"), hostileConfig(marks));
  for (const [name, text] of Object.entries(included(marks)))
    writeFileSync(path.join(clone, ".git", name), text);
  writeFileSync(path.join(clone, ".git/info/attributes"), hostileAttributes);
  return marks;
}

test("a clone's own settings run no program, and change no byte", async () => {
  const marks = makeHostile();
  const { code, stderr } = await commit();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(marks.ran()).toEqual([]);
  const plain = (file: string) =>
    git("-C", clone, "-c", "core.fsmonitor=false", "show", `HEAD:v1.35/turbo/${file}`);
  expect(plain("README.md")).toBe(four["README.md"].trim());
  // again, and from another branch: what is there already is looked at and amended
  expect(await commit()).toMatchObject({ code: 0 });
  expect(marks.ran()).toEqual([]);
});

test("who signs, and with what, is the person's word; the clone's program for it is not called", async () => {
  const marks = makeHostile();
  const own = path.join(cwd, "own-gpg");
  const signature = "-----BEGIN PGP SIGNATURE-----\\n\\nown\\n-----END PGP SIGNATURE-----\\n";
  writeFileSync(
    own,
    `#!/bin/sh\ncat > /dev/null\nprintf '\\n[GNUPG:] SIG_CREATED x\\n' >&2\nprintf '%b' '${signature}'\n`,
  );
  chmodSync(own, 0o755);
  writeFileSync(path.join(cwd, ".gitconfig"), `[gpg]\n\tprogram = ${own}\n`);
  inClone("config", "commit.gpgSign", "true");
  const { code, stderr } = await commit();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(marks.ran()).toEqual([]);
  expect(inClone("cat-file", "commit", "HEAD")).toContain("\n own\n");
});

test("a folder of the repository that is a link leads nothing out of the clone", async () => {
  const outside = path.join(cwd, "outside");
  mkdirSync(path.join(outside, "turbo"), { recursive: true });
  writeFileSync(path.join(outside, "turbo/precious"), "mine");
  symlinkSync("../outside", path.join(clone, "v1.35"));
  inClone("add", "v1.35");
  inClone("commit", "--quiet", "--message", "link");
  inClone("push", "--quiet", "origin", "main");
  const { code, stderr } = await commit();
  expect(code).toBe(2);
  expect(stderr).toContain("v1.35 is a link");
  expect(readFileSync(path.join(outside, "turbo/precious"), "utf8")).toBe("mine");
});

test("a work tree that the settings put elsewhere is not written to", async () => {
  inClone("config", "core.worktree", cwd);
  const { code, stderr } = await commit();
  expect(code).toBe(2);
  expect(stderr).toContain("its settings put its files elsewhere");
});
