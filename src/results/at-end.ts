/** The folder with logs of nodes that a run kept at its end, in a results folder. */
export const nodeLogsDir = "node-logs";

/** The file with the dump that a run kept at its end, in a results folder. */
export const dumpFile = "dump.tar.gz";

/** Which of them are among the recorded files, in words: `node-logs/ (4 files), dump.tar.gz`; undefined for none. */
export function keptAtEndWords(files: readonly { readonly path: string }[]): string | undefined {
  const logs = files.filter(({ path }) => path.startsWith(`${nodeLogsDir}/`)).length;
  const words = [
    ...(logs === 0 ? [] : [`${nodeLogsDir}/ (${logs} file${logs === 1 ? "" : "s"})`]),
    ...(files.some(({ path }) => path === dumpFile) ? [dumpFile] : []),
  ];
  return words.length === 0 ? undefined : words.join(", ");
}
