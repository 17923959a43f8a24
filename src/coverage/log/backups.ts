import path from "node:path";

/** How the API server names a log that it has put aside: `audit-2026-11-28T13-08-52.483.log`, also compressed (lumberjack). */
const put = /^-(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d\.\d{3})$/;

/** Of the files in the folder of a log, those that it was put aside into since a time, the oldest first. */
export function backupsOf(log: string, names: readonly string[], since: Date): readonly string[] {
  const extension = path.posix.extname(log);
  const stem = log.slice(0, log.length - extension.length);
  return names
    .filter((name) => {
      const plain = name.replace(/\.(?:gz|zst)$/, "");
      if (!plain.startsWith(stem) || !plain.endsWith(extension)) return false;
      const found = put.exec(plain.slice(stem.length, plain.length - extension.length));
      if (found === null) return false;
      const [, day, hours, minutes, seconds] = found;
      return Date.parse(`${day}${hours}:${minutes}:${seconds}Z`) >= since.getTime();
    })
    .sort();
}
