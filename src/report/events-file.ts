import { readFileWithin } from "../process/read-file.ts";
import { mostOfEvents } from "./trace.ts";

/** The text of a run's events.jsonl; undefined if it does not exist, or is not one that a run leaves. Throws the signal's reason. */
export async function readEvents(file: string, signal?: AbortSignal): Promise<string | undefined> {
  const within = { most: mostOfEvents, refuseLinks: true, ...(signal === undefined ? {} : { signal }) };
  const reading = await readFileWithin(file, within);
  return reading.kind === "read" ? new TextDecoder().decode(reading.bytes) : undefined;
}
