import { Client } from "../client.ts";
import type { Fault } from "../fault.ts";
import { machineOf } from "../fault.ts";
import { bySuite, judge } from "../judge.ts";
import { long, type Suite, suiteWords } from "../suites.ts";

/** The API server killed, kept down for a while, and started again. */
function apiServerRestarted(
  name: string,
  suite: Suite,
  meanwhile: string,
  wrong: (events: string) => string[],
): Fault {
  return {
    name,
    times: 1,
    needsMachine: true,
    async inject(scene) {
      const { before, witness } = scene;
      const machine = machineOf(scene);
      const client = new Client(["run", ...suiteWords(suite)]);
      await client.reached("running");
      await Bun.sleep(5000);
      machine.script(`signal KILL kube-apiserver; sleep 1; ${meanwhile}; start_apiserver`);
      machine.script('await "the API was ready" 60 kube-apiserver api_is_ready');
      const faultEnd = Date.now();
      await client.ended;
      return judge({
        client,
        suite,
        witness,
        before,
        faultEnd,
        bound: 60_000,
        expected: bySuite(witness),
        wrong: wrong(client.events()),
      });
    },
  };
}

const restart = apiServerRestarted("API server killed and started again", long, "true", () => []);

// a new API server remembers nothing from before its start, and etcd nothing from before its compaction
const compact = [
  'revision=$(on 1 curl -s http://127.0.0.1:2379/v3/kv/range -d \'{"key":"AA=="}\' | sed \'s/.*"revision":"\\([0-9]*\\)".*/\\1/\')',
  'on 1 curl -s http://127.0.0.1:2379/v3/kv/compaction -d "{\\"revision\\":\\"$revision\\",\\"physical\\":true}" >/dev/null',
].join("; ");

const expired = apiServerRestarted(
  "watches answered with 410 (etcd compacted, API server restarted)",
  long,
  compact,
  (events) =>
    events.includes("started again from a list")
      ? []
      : ["no watch was answered with 410, or it was not reported"],
);

export const controlPlaneFaults: readonly Fault[] = [restart, expired];
