import { backoff } from "../../async/backoff.ts";
import { lines } from "../../async/lines.ts";
import { type Clock, paced } from "../../async/paced.ts";
import { messageOf } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { apiErrorFrom } from "../../kube/errors.ts";
import { readText } from "../../kube/transport.ts";
import { collectorName } from "../definition/hints.ts";
import { collectorSays } from "../pods/collector.ts";

/** What a collector says. */
export type Said =
  | { readonly kind: "done" }
  | { readonly kind: "no-progress" }
  /** What the plugin posted, as it is. */
  | { readonly kind: "posted"; readonly body: string };

// a post has at most 64 KiB, and four times as many characters if they are escaped somewhere
const longestLine = 262_144;
// milliseconds of silence after which the log is opened again: a cut may not be noticed
const silence = 300_000;

/**
 * What the collector of a pod says, each thing once, until the signal is aborted. After a cut the log is read again from its beginning, which is
 * short, and what was already heard is left out.
 */
export async function* collectorLog(
  cluster: Pick<Cluster, "sendOnce">,
  { namespace, pod }: { readonly namespace: string; readonly pod: string },
  signal: AbortSignal,
  clock: Clock,
  onTrouble: (why: string) => void,
): AsyncGenerator<Said> {
  const pace = paced(clock, signal);
  const heard = new Heard();
  let failures = 0;
  while (!signal.aborted) {
    const quiet = new AbortController();
    const timer = setTimeout(() => quiet.abort(), silence);
    try {
      await pace(failures === 0 ? 0 : backoff(failures));
      const reply = await cluster.sendOnce({
        method: "GET",
        path: `/api/v1/namespaces/${namespace}/pods/${pod}/log`,
        query: { container: collectorName, follow: true },
        headers: { Accept: "*/*" },
        signal: AbortSignal.any([signal, quiet.signal]),
        stream: true,
      });
      if (reply.status >= 400) throw apiErrorFrom(reply.status, await readText(reply.body));
      try {
        for await (const line of lines(reply.body, longestLine)) {
          failures = 0;
          const said = heard.line(line);
          if (said !== undefined) yield said;
        }
      } finally {
        reply.body.destroy();
      }
      // it ends with its container, or with the kubelet's patience
      failures += 1;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      if (failures === 5 && !quiet.signal.aborted) onTrouble(messageOf(error));
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What was heard, so that nothing is heard twice. */
class Heard {
  readonly #said = new Set<string>();
  #start = "";
  #number = 0;

  line(line: string): Said | undefined {
    const [word = "", start = "", number = "", ...body] = line.split(" ");
    if (word === collectorSays.progress) {
      const isOld = start === this.#start && Number(number) <= this.#number;
      // times of the collector's starts grow
      if (isOld || Number(start) < Number(this.#start)) return undefined;
      this.#start = start;
      this.#number = Number(number);
      return { kind: "posted", body: body.join(" ") };
    }
    if (this.#said.has(word)) return undefined;
    this.#said.add(word);
    if (word === collectorSays.done) return { kind: "done" };
    return word === collectorSays.noProgress ? { kind: "no-progress" } : undefined;
  }
}
