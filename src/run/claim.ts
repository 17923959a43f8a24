import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { InputError, RunError } from "../errors.ts";
import { light, shines } from "../net/beacon.ts";
import type { Io } from "../process/io.ts";
import { readFileWithin } from "../process/read-file.ts";
import { unwritable } from "../results/files.ts";

/** The file that says who follows a run into this folder; absent if nobody does. */
export const claimFile = ".followed-by";

/** A folder that only this process writes to. */
export interface Claim {
  /**
   * Checks before something is written that a second follower would also write.
   * @throws RunError if another follower has taken over the folder
   */
  check(): Promise<void>;
  /** Releases the folder. Never throws. */
  release(): Promise<void>;
}

/** Who holds a folder. */
interface Holder {
  readonly token: string;
  /** The port where it answers on its own machine. */
  readonly port: number;
  readonly pid: number | undefined;
  /** RFC 3339, by its clock. */
  readonly since: string;
}

// a file that was only just created may still be empty
const looks = 5;
const betweenLooks = 50;

/**
 * Claims a folder for this process, so that two processes do not follow a run into the same one. The owner answers on the loopback while its
 * process lives: a second process on the same machine is refused, and a killed one blocks nobody, without a process table, a clock
 * or a heartbeat. An owner on another machine cannot be seen: its folder is taken over at once, as the replacement of a Job's pod must, and it finds
 * out with `check`.
 * @throws InputError if another process on this machine follows into it, RunError if it cannot be written
 */
export async function claimFolder(dir: string, io: Pick<Io, "pid" | "now" | "sleep">): Promise<Claim> {
  const file = path.join(dir, claimFile);
  const token = randomUUID();
  const beacon = await light(token);
  const holder: Holder = { token, port: beacon.port, pid: io.pid, since: new Date(io.now()).toISOString() };
  try {
    while (!(await create(file, JSON.stringify(holder)))) {
      const text = await settled(file, io);
      if (text === undefined) continue;
      const other = holderOf(text);
      if (other !== undefined && (await shines(other.port, other.token))) throw inUse(dir, other);
      await takeAway(file, text, token);
    }
  } catch (error) {
    beacon.close();
    throw error instanceof InputError ? error : unwritable(file, error);
  }
  const isOurs = async () => {
    const text = await textOf(file);
    // a claim that somebody removed belongs to nobody else
    return text === undefined || holderOf(text)?.token === token;
  };
  return {
    async check() {
      if (!(await isOurs()))
        throw new RunError(`another process has taken over ${dir}, and follows the run there now`);
    },
    async release() {
      beacon.close();
      if (await isOurs()) await rm(file, { force: true }).catch(() => undefined);
    },
  };
}

function inUse(dir: string, { pid, since }: Holder): InputError {
  const who = pid === undefined ? "another process" : `process ${pid}`;
  return new InputError(`${who} already follows the run into ${dir}, since ${since}`, {
    fix: "watch it there, or name another folder with --results-dir",
  });
}

/** Whether it was created: nobody else had one. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx");
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** What the file says once it is not empty; undefined if it is gone. */
async function settled(file: string, io: Pick<Io, "sleep">): Promise<string | undefined> {
  for (let look = 1; ; look++) {
    const text = await textOf(file);
    if (text !== "" || look === looks) return text;
    await io.sleep(betweenLooks);
  }
}

async function textOf(file: string): Promise<string | undefined> {
  const reading = await readFileWithin(file, { most: 4096, refuseLinks: true });
  if (reading.kind === "absent") return undefined;
  // any other content is not a claim
  return reading.kind === "read" ? new TextDecoder().decode(reading.bytes) : " ";
}

/** Removes the claim that was read, and restores one that replaced it meanwhile. */
async function takeAway(file: string, read: string, token: string): Promise<void> {
  const aside = `${file}.${token}`;
  try {
    await rename(file, aside);
  } catch (error) {
    // somebody else was faster
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  if ((await textOf(aside)) === read) await rm(aside, { force: true });
  else await rename(aside, file);
}

function holderOf(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { token, port, pid, since } = value as Record<string, unknown>;
    if (typeof token !== "string" || typeof port !== "number" || typeof since !== "string") return undefined;
    const isTime = !Number.isNaN(Date.parse(since));
    if (!isTime || !/^[0-9a-f-]{36}$/.test(token)) return undefined;
    const known = typeof pid === "number" && Number.isInteger(pid) ? pid : undefined;
    return { token, port, pid: known, since: new Date(since).toISOString() };
  } catch {
    return undefined;
  }
}
