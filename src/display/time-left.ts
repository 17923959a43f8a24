const minute = 60_000;

/** An estimate of `ms` milliseconds: `about 11m left`, `about 1h20m left`, `under 1m left`. */
export function timeLeft(ms: number): string {
  return ms < minute ? "under 1m left" : `about ${roughly(ms)} left`;
}

/** `timeLeft` if there is little room: `~11m`. */
export function shortTimeLeft(ms: number): string {
  return ms < minute ? "<1m" : `~${roughly(ms)}`;
}

function roughly(ms: number): string {
  const minutes = Math.round(ms / minute);
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h${twoDigits(minutes % 60)}m`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
