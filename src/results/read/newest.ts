import { lstat, opendir } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";

/** Where `run` puts its results, each run in its own folder. */
export const resultsFolder = "conformance-results";

const mostEntries = 100_000;

/**
 * The newest complete results below `conformance-results` in `cwd`, as a relative path.
 * @throws InputError if there are none
 */
export async function newestResults(cwd: string): Promise<string> {
  const parent = path.join(cwd, resultsFolder);
  const none = () =>
    new InputError(`there are no results in ${resultsFolder}/ here`, {
      fix: "name a results folder, the tarball of sonobuoy retrieve, or e2e.log and junit_01.xml",
    });
  let newest: { name: string; time: number } | undefined;
  try {
    let entries = 0;
    for await (const entry of await opendir(parent)) {
      if (++entries > mostEntries) break;
      if (!entry.isDirectory()) continue;
      // written last, so its time is that of the whole folder
      const time = await lstat(path.join(parent, entry.name, "run.json")).then(
        (file) => (file.isFile() ? file.mtimeMs : undefined),
        () => undefined,
      );
      if (time !== undefined && time >= (newest?.time ?? 0)) newest = { name: entry.name, time };
    }
  } catch {
    throw none();
  }
  if (newest === undefined) throw none();
  return path.join(resultsFolder, newest.name);
}
