const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const clock = "(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))?";
// journalctl's short-precise, and syslog: `Nov 29 08:37:18.123456 node1 kubelet[77]: …`
const journal = new RegExp(`^([A-Z][a-z]{2}) ([ \\d]\\d) ${clock} `);
// klog: `I1129 08:37:18.123456      77 kubelet.go:1] …`
const klog = new RegExp(`^[IWEF](\\d\\d)(\\d\\d) ${clock} `);
// logfmt and syslog with ISO times: `time="2026-11-29T08:37:18.123Z" level=…`
const iso = /^(?:time=)?"?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)/;

const day = 24 * 60 * 60 * 1000;

/**
 * The time with which a line of a node's log begins, in milliseconds since the epoch; undefined if there is none. A time without a zone is
 * taken as UTC, and one without a year as the latest that is not after tomorrow of `now`.
 */
export function stampIn(line: string, now: number): number | undefined {
  const precise = journal.exec(line);
  if (precise !== null) {
    const [, name = "", date, ...time] = precise;
    const month = months.indexOf(name);
    return month < 0 ? undefined : withYear(month, Number(date), time, now);
  }
  const own = klog.exec(line);
  if (own !== null) {
    const [, month, date, ...time] = own;
    return withYear(Number(month) - 1, Number(date), time, now);
  }
  const [, text = ""] = iso.exec(line) ?? [];
  if (text === "") return undefined;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const at = Date.parse(zoned.replace(" ", "T").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  return Number.isNaN(at) ? undefined : at;
}

function withYear(
  month: number,
  date: number,
  [hour, minute, second, fraction = ""]: readonly (string | undefined)[],
  now: number,
): number {
  const ms = Number(fraction.padEnd(3, "0").slice(0, 3));
  const year = new Date(now).getUTCFullYear();
  const at = (one: number) => Date.UTC(one, month, date, Number(hour), Number(minute), Number(second), ms);
  return [year + 1, year].map(at).find((time) => time <= now + day) ?? at(year - 1);
}
