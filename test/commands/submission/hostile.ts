import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A folder of programs that leave a mark when they are run, and what has left one. */
export interface Marks {
  /** A program that marks this name, and then lets what was piped to it through. */
  program(name: string): string;
  ran(): string[];
}

export function marksIn(folder: string): Marks {
  const programs = path.join(folder, "programs");
  const marks = path.join(folder, "marks");
  mkdirSync(programs, { recursive: true });
  mkdirSync(marks, { recursive: true });
  return {
    program: (name) => {
      const file = path.join(programs, name);
      if (!existsSync(file)) writeFileSync(file, `#!/bin/sh\n: > '${path.join(marks, name)}'\nexec cat\n`);
      chmodSync(file, 0o755);
      return file;
    },
    ran: () => readdirSync(marks).toSorted(),
  };
}

/** Settings with which a repository has git run programs, each with a program of its own name. */
export function hostileConfig({ program }: Marks): string {
  return `
[core]
	fsmonitor = ${program("fsmonitor")}
	hooksPath = ${path.dirname(program("post-checkout"))}
	pager = ${program("pager")}
	editor = ${program("editor")}
	sshCommand = ${program("ssh")}
	askPass = ${program("askpass")}
	gitProxy = ${program("gitproxy")}
	alternateRefsCommand = ${program("alternates")}
[pager]
	log = ${program("pager-log")}
	status = ${program("pager-status")}
[alias]
	status = !${program("alias")}
[filter "evil"]
	clean = ${program("clean")}
	smudge = ${program("smudge")}
	required = true
[filter "long"]
	process = ${program("process")}
[filter "a=b.c"]
	clean = ${program("odd-name")}
[diff]
	external = ${program("diff-external")}
[diff "evil"]
	command = ${program("diff-command")}
	textconv = ${program("textconv")}
[merge "evil"]
	driver = ${program("merge")} %O %A %B
[log]
	showSignature = true
[gpg]
	program = ${program("gpg")}
[gpg "openpgp"]
	program = ${program("gpg-openpgp")}
[gpg "ssh"]
	program = ${program("gpg-ssh")}
	defaultKeyCommand = ${program("gpg-key")}
[credential]
	helper = ${program("credential")}
[trailer "Signed-off-by"]
	command = ${program("trailer")}
	cmd = ${program("trailer-cmd")}
[hook "evil"]
	command = ${program("config-hook")}
	event = post-checkout
[submodule]
	recurse = true
[protocol "ext"]
	allow = always
[include]
	path = included
[includeIf "gitdir:/"]
	path = included-if
`;
}

/** What the two included files set. */
export const included = ({ program }: Marks) => ({
  included: `[filter "included"]\n\tclean = ${program("clean-included")}\n`,
  "included-if": `[filter "included-if"]\n\tclean = ${program("clean-included-if")}\n`,
});

/** Has every file go through every filter that the settings name. */
export const hostileAttributes = [
  "* diff=evil merge=evil",
  "*.md filter=evil",
  "*.yaml filter=long",
  "*.log filter=included",
  "*.xml filter=included-if",
  "*.txt filter=a=b.c",
].join("\n");
