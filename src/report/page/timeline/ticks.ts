const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12, 24].map((n) => n * hour),
];

/** A round time of the day, in milliseconds since the epoch. */
export interface Tick {
  readonly time: number;
  /** `22:15`, with seconds if the ticks are closer than a minute. */
  readonly label: string;
}

/** At most so many round times between two, in UTC. */
export function ticksBetween(from: number, to: number, most: number): readonly Tick[] {
  const least = (to - from) / Math.max(1, most);
  const step = steps.find((one) => one >= least) ?? Math.ceil(least / (24 * hour)) * 24 * hour;
  const ticks: Tick[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step)
    ticks.push({ time, label: new Date(time).toISOString().slice(11, step < minute ? 19 : 16) });
  return ticks;
}
