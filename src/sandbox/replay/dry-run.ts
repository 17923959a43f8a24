const delimiter = "\n------------------------------\n";

/** The log that a dry run of the same specs would write: serial, as dry runs always are, with each spec done at once. */
export function dryRunLog(e2eLog: string): string {
  const blocks = e2eLog.split(delimiter);
  const head = (blocks[0] ?? "").replace(/\nRunning in parallel across \d+ processes/, "");
  const specs = blocks.flatMap((block) => {
    const [, name, location] = /^• \[[^\]]+\]\n(.+)\n(.+)/.exec(block) ?? [];
    return name === undefined ? [] : [`${name}\n${location}\n• [0.000 seconds]`];
  });
  const tail = (blocks.at(-1) ?? "").replace(/(Specs in) [\d.]+ seconds/, "$1 0.412 seconds");
  return [head, ...specs, tail.replace(/(1 suite in) \S+/, "$1 4.812s")].join(delimiter);
}

/** The junit of a dry run: the same specs, none of which took time. */
export function dryRunJunit(junit: string): string {
  return junit.replaceAll(/ time="[^"]*"/g, ' time="0"');
}
