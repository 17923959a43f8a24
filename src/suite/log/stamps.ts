const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const clock = "(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))?";
// `STEP: … @ 11/20/26 22:16:04.678`, `I1120 22:16:06.624446 …`, `Jan 18 23:17:15.756: INFO: …`
const ginkgo = new RegExp(` @ (\\d\\d)/(\\d\\d)/(\\d\\d) ${clock}`);
const klog = new RegExp(`^ {0,8}[IWEF](\\d\\d)(\\d\\d) ${clock} `);
const old = new RegExp(`^ {0,8}([A-Z][a-z]{2}) ( \\d|\\d\\d) ${clock}: `);

/**
 * The time in a line of e2e.log, in milliseconds since the epoch, by the suite's clock, assumed to be UTC; undefined if there is none.
 * Only Ginkgo 2's own lines have the year: without `year`, those of the framework and of Ginkgo 1 have no time.
 */
export function stampOf(line: string, year?: number): number | undefined {
  const own = line.includes(" @ ") ? ginkgo.exec(line) : null;
  if (own !== null) {
    const [, month, day, short, ...time] = own;
    return utc(2000 + Number(short), Number(month), Number(day), time);
  }
  if (year === undefined) return undefined;
  const framework = klog.exec(line);
  if (framework !== null) {
    const [, month, day, ...time] = framework;
    return utc(year, Number(month), Number(day), time);
  }
  const before = old.exec(line);
  if (before === null) return undefined;
  const [, name = "", day, ...time] = before;
  const month = months.indexOf(name) + 1;
  return month === 0 ? undefined : utc(year, month, Number(day), time);
}

const klogProcess = /^ {0,8}[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{1,9} +(\d{1,9}) [\w.-]+\.go:\d+\]/;

/** The process ID in a line of the framework in e2e.log, `I1120 22:16:06.624446      23 util.go:453] …`; undefined of other lines. */
export function processOf(line: string): number | undefined {
  const found = klogProcess.exec(line);
  return found === null ? undefined : Number(found[1]);
}

function utc(year: number, month: number, day: number, time: readonly (string | undefined)[]): number {
  const [hour, minute, second, fraction = ""] = time;
  const ms = Number(fraction.padEnd(3, "0").slice(0, 3));
  return Date.UTC(year, month - 1, day, Number(hour), Number(minute), Number(second), ms);
}
