import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newFolder, program } from "./program.ts";

/** A new folder with these files, by their paths. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = newFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), text);
  }
  return cwd;
}

/** What --show-config prints for a command with this settings file. */
export function shown(args: readonly string[], file: string, env: Record<string, string> = {}) {
  const cwd = folderWith({ "settings.yaml": file });
  return program([...args, "--config", "settings.yaml", "--show-config"], { cwd, env });
}

/** `flag: value # where from`: the lines with single spaces. */
export function lines(stdout: string): readonly string[] {
  return stdout.split("\n").map((line) => line.trim().replace(/ {2,}/g, " "));
}
