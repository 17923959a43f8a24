import { mkdtemp, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { RunError } from "../../errors.ts";
import { systemWords } from "../../text/system-words.ts";

/** A folder that was moved away. */
export interface Aside {
  /** Moves it back to where it was; what is there now is deleted. */
  putBack(): Promise<void>;
  /** Deletes it. */
  drop(): Promise<void>;
}

/** Moves a folder to a neighboring one whose name begins with its own, so that a person can find it if everything else fails. Throws RunError if it cannot. */
export async function moveAside(folder: string): Promise<Aside> {
  const refuse = (cause: unknown): never => {
    throw new RunError(`${folder} cannot be moved aside: ${systemWords(cause)}`, { cause });
  };
  const shelf = await mkdtemp(`${folder}.aside-`).catch(refuse);
  const moved = path.join(shelf, path.basename(folder));
  await rename(folder, moved).catch(async (cause: unknown) => {
    await rmdir(shelf);
    refuse(cause);
  });
  return {
    putBack: async () => {
      try {
        await rm(folder, { recursive: true, force: true });
        await rename(moved, folder);
        await rmdir(shelf);
      } catch (cause) {
        throw new RunError(`${folder} cannot be put back: ${systemWords(cause)}`, {
          fix: `its files are in ${moved}`,
          cause,
        });
      }
    },
    drop: () => rm(shelf, { recursive: true, force: true }),
  };
}
