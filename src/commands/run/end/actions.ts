import type { Io, Sink } from "../../../process/io.ts";
import type { EndAction, RunEnd, RunLeftBehind } from "./end.ts";
import { reportToJob } from "./job.ts";
import { notify } from "./notify.ts";
import { onFinish } from "./on-finish.ts";
import type { Receiver } from "./receiver.ts";

/** What is asked to be done at the end of a run. */
export interface EndSettings {
  /** A command for the shell. */
  readonly onFinish: string | undefined;
  readonly notify: readonly Receiver[];
}

/** What the flags ask for at the end of a run, of several clusters on the one called `cluster`. */
export function askedActions(settings: EndSettings, io: Io, cluster?: string): readonly EndAction[] {
  return [
    ...settings.notify.map((receiver) => notify(receiver, io, cluster)),
    ...(settings.onFinish === undefined ? [] : [onFinish(settings.onFinish, io, cluster)]),
  ];
}

/** All that is done at the end of a run on one cluster. */
export function endActions(settings: EndSettings, io: Io): readonly EndAction[] {
  const report: EndAction = (end) => reportToJob([end], folderOf(end), io);
  const bell: EndAction = async () => ring(io.stderr);
  return [report, ...askedActions(settings, io), bell];
}

function folderOf(end: RunEnd | RunLeftBehind): string | undefined {
  return end.kind === "ended" ? end.folder : undefined;
}

/** The bell of the terminal, for somebody who does not look at it. */
export function ring(stderr: Sink): void {
  if (stderr.isTTY) stderr.write("\u0007");
}
