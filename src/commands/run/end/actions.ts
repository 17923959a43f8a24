import type { Sink } from "../../../process/io.ts";
import type { Context } from "../../context.ts";
import type { EndAction, RunEnd, RunLeftBehind } from "./end.ts";
import { reportToJob } from "./job.ts";
import { notify } from "./notify.ts";
import { onFinish } from "./on-finish.ts";
import { publishAtEnd } from "./publish.ts";
import type { Receiver } from "./receiver.ts";

/** What is asked to be done at the end of a run. */
export interface EndSettings {
  /** A command for the shell. */
  readonly onFinish: string | undefined;
  readonly notify: readonly Receiver[];
  /** Where the results are published: a job in a store. */
  readonly publish: string | undefined;
}

type EndContext = Pick<Context, "io" | "version" | "name">;

/** What the flags ask for at the end of a run, of several clusters on the one called `cluster`. */
export function askedActions(
  settings: EndSettings,
  context: EndContext,
  cluster?: string,
): readonly EndAction[] {
  const { io } = context;
  const { publish } = settings;
  return [
    ...(publish === undefined ? [] : [publishAtEnd(publish, context, cluster !== undefined)]),
    ...settings.notify.map((receiver) => notify(receiver, io, cluster)),
    ...(settings.onFinish === undefined ? [] : [onFinish(settings.onFinish, io, cluster)]),
  ];
}

/** All that is done at the end of a run on one cluster. */
export function endActions(settings: EndSettings, context: EndContext): readonly EndAction[] {
  const { io } = context;
  const report: EndAction = (end) => reportToJob([end], folderOf(end), io);
  const bell: EndAction = async () => ring(io.stderr);
  return [report, ...askedActions(settings, context), bell];
}

function folderOf(end: RunEnd | RunLeftBehind): string | undefined {
  return end.kind === "ended" ? end.folder : undefined;
}

/** The bell of the terminal, for somebody who does not look at it. */
export function ring(stderr: Sink): void {
  if (stderr.isTTY) stderr.write("\u0007");
}
