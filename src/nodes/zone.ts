import { JournalLines } from "./journal-lines.ts";
import { askLogs, Cut, headOf, type Node } from "./kubelet.ts";
import { journalQuery, wall } from "./query.ts";

const quarter = 15 * 60 * 1000;
// from UTC-12 to UTC+14
const first = -48;
const last = 56;
// bytes of an answer with one line
const longest = 64 * 1024;

/**
 * How far the clocks of a node are from UTC, in milliseconds: 2 hours in Berlin in summer. The kubelet does not say it, but takes the times
 * of a query as local ones, so the answers to a few queries around the last line of a unit show it. 0 if there is no line.
 * @throws as `askLogs`
 */
export async function zoneOf(node: Node, unit: string): Promise<number> {
  const newest = await lineFrom(node, unit, undefined);
  if (newest === undefined) return 0;
  // a zone of so many quarters is at least this one if the last line is not before its time
  const isAtLeast = async (quarters: number) =>
    (await lineFrom(node, unit, newest + (quarters - 0.5) * quarter)) !== undefined;
  const [atUtc, beyondUtc] = await Promise.all([isAtLeast(0), isAtLeast(1)]);
  if (atUtc && !beyondUtc) return 0;
  let [low, high] = atUtc ? [1, last] : [first, -1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (await isAtLeast(middle)) low = middle;
    else high = middle - 1;
  }
  return low * quarter;
}

/** The time of the last line of a unit or, with a time by the clock on the node's wall, of the first one from then on. */
async function lineFrom(node: Node, unit: string, since: number | undefined): Promise<number | undefined> {
  const look = () => lookFrom(node, unit, since);
  return await look().catch((error: unknown) => {
    if (error instanceof Cut) return look();
    throw error;
  });
}

async function lookFrom(node: Node, unit: string, since: number | undefined): Promise<number | undefined> {
  // without a time it is the last line of all, otherwise the first one from then on
  const query = { ...journalQuery(unit, { since }, 0), sinceTime: since && wall(since, 0), tailLines: 1 };
  const answer = await askLogs(node, "", { query });
  if (answer.kind === "folder") return undefined;
  const lines = new JournalLines({}, node.clock.now());
  lines.push(await headOf(answer.reply.chunks, longest));
  lines.end();
  return lines.last;
}
