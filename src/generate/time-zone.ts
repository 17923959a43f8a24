import { nearest } from "../config/nearest.ts";

/** What is wrong with a CronJob's time zone, and how to write it. */
export interface TimeZoneFault {
  readonly why: string;
  readonly fix: string;
}

// names that are in no runtime's list but that the API server accepts
const plain = ["UTC", "GMT", "Etc/UTC"];

/**
 * Why the API server would not accept this as the time zone of a CronJob; undefined if it is fine. It reads the names of the IANA
 * database exactly as spelled (Go's `time.LoadLocation`), while a runtime reads them in any case and offsets too.
 */
export function timeZoneFault(zone: string): TimeZoneFault | undefined {
  const known = [...plain, ...Intl.supportedValuesOf("timeZone")];
  if (known.includes(zone)) return undefined;
  const lower = zone.toLowerCase();
  const meant = known.find((name) => name.toLowerCase() === lower);
  if (meant !== undefined) return { why: "is spelled differently", fix: `write it as ${meant}` };
  // an older name of a zone, such as US/Eastern: all of these begin with a capital letter, and so does each of their parts
  if (/^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/.test(zone) && isReadable(zone)) return undefined;
  const near = nearest(zone, known);
  return {
    why: "there is no such time zone",
    fix: near === undefined ? "write it as the IANA database does: Europe/Berlin" : `did you mean ${near}?`,
  };
}

function isReadable(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}
