import path from "node:path";
import { type Display, showing } from "../../display/display.ts";
import { authority, isLoopback, type WebAddress } from "../../display/web/address.ts";
import { serveLive } from "../../display/web/server.ts";
import type { Io } from "../../process/io.ts";
import { readFileWithin } from "../../process/read-file.ts";
import type { EndAction } from "./end/end.ts";

/** The live page of a run, as a command uses it. */
export interface WebPage {
  readonly displays: readonly Display[];
  /** Gives the browsers the finished report. */
  readonly atEnd: readonly EndAction[];
  close(): void;
}

// milliseconds for the browsers to take the report
const patience = 5000;
const mostOfReport = 64 * 2 ** 20;

/** The page, if there is an address for it. Throws InputError if it cannot be served there. */
export async function openedWeb(
  address: WebAddress | undefined,
  io: Pick<Io, "stderr" | "now" | "signal">,
): Promise<WebPage> {
  return address === undefined ? { displays: [], atEnd: [], close() {} } : openWebPage(address, io);
}

/** Serves the page and prints its address. */
async function openWebPage(
  address: WebAddress,
  { stderr, now, signal }: Pick<Io, "stderr" | "now" | "signal">,
): Promise<WebPage> {
  const server = await serveLive(address, now);
  stderr.write(`live page  ${server.url}\n`);
  if (!isLoopback(address))
    stderr.write(
      `warning: whoever can reach ${authority(address)} and knows this address can read the page; it is sent unencrypted\n`,
    );
  return {
    displays: [showing(server.show)],
    close: server.close,
    atEnd: [giveReport],
  };

  async function giveReport(end: Parameters<EndAction>[0]): Promise<void> {
    const report = end.kind === "ended" ? await reportIn(end.folder) : undefined;
    const words =
      end.kind === "ended"
        ? `${end.verdict}: ${end.words}`
        : "The run goes on; this page does not follow it any longer.";
    await server.end({ report, words }, patience, signal);
  }
}

async function reportIn(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const reading = await readFileWithin(path.join(folder, "report.html"), {
    most: mostOfReport,
    refuseLinks: true,
  });
  return reading.kind === "read" ? new TextDecoder().decode(reading.bytes) : undefined;
}
