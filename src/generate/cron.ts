interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
}

const fields: readonly Field[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31 },
  {
    name: "month",
    least: 1,
    most: 12,
    words: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { name: "weekday", least: 0, most: 6, words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

// in a leap year
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Why the API server would refuse a CronJob with this schedule, or why it would never start; undefined if it is fine. The rules are
 * those of github.com/robfig/cron/v3 (`ParseStandard`), which the API server uses, without the time zone, which has its own field.
 */
export function scheduleFault(schedule: string): string | undefined {
  if (schedule.includes("TZ=")) return "the time zone has its own flag, --time-zone";
  if (schedule.startsWith("@")) return descriptorFault(schedule);
  const parts = schedule.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== fields.length)
    return `has ${parts.length} field${parts.length === 1 ? "" : "s"} where cron takes 5`;
  const sets: (readonly number[])[] = [];
  for (const [index, field] of fields.entries()) {
    const values = valuesOf(parts[index] ?? "", field);
    if (typeof values === "string") return `${field.name} ${parts[index]}: ${values}`;
    if (values.length === 0) return `${field.name} ${parts[index]}: names nothing`;
    sets.push(values);
  }
  const [, , days = [], months = []] = sets;
  const isAnyWeekday = /^[*?]/.test(parts[4] ?? "");
  const comes = months.some((month) => (days[0] ?? 1) <= (daysOfMonth[month - 1] ?? 31));
  return isAnyWeekday && !comes ? `no month of ${parts[3]} has a day ${parts[2]}` : undefined;
}

function descriptorFault(schedule: string): string | undefined {
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(schedule)) return undefined;
  const [, every] = /^@every (.*)$/.exec(schedule) ?? [];
  if (every === undefined) return `there is no ${schedule}`;
  // Go's durations, without units below a second, which cron rounds up
  return /^\+?(?:\d+(?:\.\d+)?(?:h|m|s))+$/.test(every) && /[1-9]/.test(every)
    ? undefined
    : `${every} is not a duration: write it like 12h or 1h30m`;
}

/** The values of a field, in order; or, as text, why it cannot be read. */
function valuesOf(text: string, field: Field): readonly number[] | string {
  const values = new Set<number>();
  for (const part of text.split(",").filter((one) => one !== "")) {
    const [range = "", step, ...steps] = part.split("/");
    const [low = "", high, ...more] = range.split("-");
    if (steps.length > 0) return "has too many slashes";
    if (more.length > 0) return "has too many dashes";
    const isAll = low === "*" || low === "?";
    const first = isAll ? field.least : numberOf(low, field);
    // `5/10` continues to the end of the field
    const last =
      isAll || (high === undefined && step !== undefined) ? field.most : numberOf(high ?? low, field);
    const by = step === undefined ? 1 : numberOf(step, { ...field, words: [] });
    const wrong = [first, last, by].indexOf(undefined);
    if (first === undefined || last === undefined || by === undefined)
      return notNumber([low, high ?? low, step][wrong], field);
    if (first < field.least || last > field.most) return `goes from ${field.least} to ${field.most}`;
    if (first > last) return `${low} is after ${high}`;
    if (by === 0) return "has a step of 0";
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function notNumber(text: string | undefined, { words }: Field): string {
  return text ? `${text} is not a number${words ? " or name" : ""}` : "a number is missing";
}

function numberOf(text: string, { least, words = [] }: Field): number | undefined {
  const named = words.indexOf(text.toLowerCase());
  if (named !== -1) return named + least;
  return /^\+?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
