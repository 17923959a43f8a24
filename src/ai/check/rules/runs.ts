import path from "node:path";

const decoder = new TextDecoder();
// a test artifact has a few hundred kilobytes
const most = 4 * 1024 * 1024;

/** How many seconds each top-level test took, as a test artifact says. */
export function durationsOf(file: string, bytes: Uint8Array): ReadonlyMap<string, number> {
  const text = decoder.decode(bytes.subarray(0, most));
  const found = new Map<string, number>();
  const note = (name: string | undefined, seconds: string | number | undefined) => {
    const number = Number(seconds);
    if (name !== undefined && !name.includes("/") && Number.isFinite(number)) found.set(name, number);
  };
  switch (path.posix.basename(file).toLowerCase()) {
    case "e2e.log":
      for (const [, name, seconds] of text.matchAll(/^\s*--- (?:PASS|FAIL|SKIP): (\S+) \((\d[\d.]*)s\)/gm))
        note(name, seconds);
      break;
    case "junit.xml":
      for (const [tag] of text.matchAll(/<testcase\b[^<>]{0,4096}/g))
        note(/\bname="([^"]*)"/.exec(tag)?.[1], /\btime="([^"]*)"/.exec(tag)?.[1]);
      break;
    default:
      for (const line of text.split("\n"))
        if (/"Action":"(?:pass|fail|skip)"/.test(line))
          note(/"Test":"([^"\\]*)"/.exec(line)?.[1], /"Elapsed":(\d[\d.]*)/.exec(line)?.[1]);
  }
  return found;
}

/** The minors of Kubernetes that a text names by a whole version: `v1.37.2`. */
export function minorsIn(bytes: Uint8Array): ReadonlySet<string> {
  const text = decoder.decode(bytes.subarray(0, most));
  const found = [...text.matchAll(/(?<![\w./-])v(1\.[2-9]\d)\.\d+(?![\w.])/g)].map(
    ([, minor]) => `v${minor}`,
  );
  return new Set(found);
}
