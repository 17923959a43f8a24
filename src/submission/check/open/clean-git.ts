import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readFileWithin } from "../../../process/read-file.ts";
import { type Remote, remoteOf } from "../../commit/clone.ts";
import { type Git, type GitOptions, gitIn } from "../../commit/git.ts";
import type { GitFolder } from "./git-folder.ts";

/** Git in a repository that may come from anybody. */
export interface CleanGit {
  readonly git: Git;
  /** As the repository's settings name them, without the abbreviations from the user's own settings. */
  readonly remotes: readonly Remote[];
}

// an ordinary repository answers within seconds; one that contains a FIFO never would
const longest = 60_000;

/**
 * Runs `work` with a git that reads a repository's objects, branches and index but none of its settings, nor anybody else's: it
 * gets a separate folder in place of `.git`, with empty settings. git runs the programs named in a `.git/config` on the slightest
 * occasion (`status` runs filters and file watchers, `log` checks signatures, a missing object is fetched), and each release of git adds
 * such settings: so they are not overridden one by one but left out. Nothing is written in the repository.
 */
export async function withCleanGit<T>(
  folder: string,
  found: GitFolder,
  options: GitOptions,
  work: (clean: CleanGit) => Promise<T>,
): Promise<T> {
  const own = await mkdtemp(path.join(tmpdir(), "conformance-git-"));
  try {
    const isFile = async (file: string) => (await stat(file).catch(() => undefined))?.isFile() === true;
    await mirror(found, own);
    const index = path.join(found.own, "index");
    const inherited = Object.entries(options.env).filter(([name]) => !name.startsWith("GIT_"));
    const env = {
      ...Object.fromEntries(inherited),
      GIT_DIR: own,
      GIT_WORK_TREE: found.top,
      ...((await isFile(index)) ? { GIT_INDEX_FILE: index } : {}),
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: path.join(own, "no-config"),
      GIT_ATTR_NOSYSTEM: "1",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_NO_LAZY_FETCH: "1",
      GIT_NO_REPLACE_OBJECTS: "1",
      GIT_ALLOW_PROTOCOL: "none",
    };
    const git = gitIn(folder, { ...options, env, keepsGitVariables: true, longest });
    const config = path.join(found.common, "config");
    const settings = (await isFile(config)) ? await settingsIn(config, git) : [];
    await writeFile(path.join(own, "config"), ownConfig(settings));
    const remotes = settings.flatMap(([key, value]) => {
      const name = /^remote\.(.*)\.url$/s.exec(key)?.[1];
      return name === undefined ? [] : [remoteOf(name, value)];
    });
    return await work({ git, remotes });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** A folder that git accepts as a repository: links to objects and branches, copies of the small files. */
async function mirror({ own, common }: GitFolder, into: string): Promise<void> {
  await writeFile(path.join(into, "config"), ownConfig([]));
  await writeFile(path.join(into, "no-config"), "");
  await mkdir(path.join(into, "info"));
  for (const name of ["objects", "refs", "reftable"])
    await link(path.join(common, name), path.join(into, name));
  for (const [from, name] of [
    [own, "HEAD"],
    [common, "packed-refs"],
    [common, "shallow"],
  ] as const) {
    const reading = await readFileWithin(path.join(from, name), { most: 64 * 2 ** 20 });
    if (reading.kind === "read") await writeFile(path.join(into, name), reading.bytes);
  }
  // a split index names its other part, which is next to HEAD
  for (const name of await readdir(own).catch(() => [])) {
    if (name.startsWith("sharedindex.")) await link(path.join(own, name), path.join(into, name));
  }
}

async function link(target: string, place: string): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (found?.isDirectory() === true) await symlink(target, place, "junction");
  else if (found?.isFile() === true) await symlink(target, place);
}

type Settings = readonly (readonly [key: string, value: string])[];

/** Individual settings of a repository, read as a plain file: nothing that it includes is read, and nothing in it takes effect. */
async function settingsIn(config: string, git: Git): Promise<Settings> {
  const wanted = "^(remote\\..*\\.url|extensions\\.(objectformat|refstorage))$";
  const { code, stdout } = await git.try(
    ...["config", "--file", config, "--no-includes", "--null", "--get-regexp", wanted],
  );
  if (code !== 0) return [];
  return stdout.split("\0").flatMap((entry) => {
    const end = entry.indexOf("\n");
    return end < 0 ? [] : [[entry.slice(0, end), entry.slice(end + 1)] as const];
  });
}

/** The format of the repository's objects and branches, without which they cannot be read. */
function ownConfig(settings: Settings): string {
  const value = (key: string) => settings.findLast(([name]) => name === key)?.[1].toLowerCase();
  const extensions = [
    ...(value("extensions.objectformat") === "sha256" ? ["\tobjectFormat = sha256\n"] : []),
    ...(value("extensions.refstorage") === "reftable" ? ["\trefStorage = reftable\n"] : []),
  ];
  return [
    `[core]\n\trepositoryFormatVersion = ${extensions.length === 0 ? 0 : 1}\n\tbare = false\n`,
    ...(extensions.length === 0 ? [] : ["[extensions]\n", ...extensions]),
  ].join("");
}
