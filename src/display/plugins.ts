import type { PluginEvent, Where } from "../plugins/run/events.ts";
import type { Sink } from "../process/io.ts";
import { safe, safeJson } from "../text/safe.ts";
import type { Style } from "./style.ts";

/** Shows a run of plugins. */
export interface PluginDisplay {
  show(event: PluginEvent): void;
}

// milliseconds between two lines about the progress of a place
const rarely = 10_000;

/** A line for each thing that happens to a place, and for its progress at most every ten seconds. */
export function createPluginLines(sink: Sink, style: Style): PluginDisplay {
  const last = new Map<string, number>();
  const say = (line: string) => sink.write(`${line}\n`);
  return {
    show(event) {
      switch (event.kind) {
        case "plugins-started": {
          const places = event.plugins.reduce((sum, plugin) => sum + plugin.places, 0);
          say(
            `run ${event.id} of ${places} ${places === 1 ? "pod" : "pods"} in namespace ${event.namespace}, on ${safe(event.server)} (${safe(event.version)})`,
          );
          return;
        }
        case "plugin-waiting":
          say(`${nameOf(event)}: ${safe(event.text)}`);
          return;
        case "plugin-running":
          say(`${nameOf(event)}: running`);
          return;
        case "plugin-progress": {
          const name = nameOf(event);
          if (event.at - (last.get(name) ?? Number.NEGATIVE_INFINITY) < rarely) return;
          last.set(name, event.at);
          say(`${name}: ${progressWords(event.progress)}`);
          return;
        }
        case "plugin-collecting":
          say(`${nameOf(event)}: collecting its results`);
          return;
        case "plugin-ended": {
          const word = event.status === "collected" ? style.good("collected") : style.bad(event.status);
          const text = event.text.replace(/^timeout: /, "");
          say(`${nameOf(event)}: ${word}: ${safe(text)}`);
          for (const line of event.log) say(`  | ${safe(line)}`);
          return;
        }
        case "notice":
          say(`${event.level}: ${safe(event.text)}`);
          return;
        case "plugins-cleaned":
          say(
            event.remains.length === 0
              ? "the run is gone from the cluster"
              : `still there: ${event.remains.map(safe).join("; ")}`,
          );
          return;
        case "plugins-left":
          say(`run ${event.id} stays in namespace ${event.namespace}`);
          return;
        case "plugins-finished":
          say(`results in ${safe(event.folder)}`);
          return;
      }
    },
  };
}

function nameOf({ plugin, node }: Where): string {
  return node === undefined ? plugin : safe(`${plugin} on ${node}`);
}

function progressWords({
  message,
  completed,
  total,
  failures,
}: Extract<PluginEvent, { kind: "plugin-progress" }>["progress"]): string {
  const counts = total === 0 ? (completed === 0 ? "" : `${completed} done`) : `${completed} of ${total}`;
  const failed = failures.length === 0 ? "" : `${failures.length} failed`;
  return [counts, failed, safe(message)].filter(Boolean).join(", ") || "progress";
}

/** A line of JSON for each event. */
export function createPluginJsonl(sink: Pick<Sink, "write">): PluginDisplay {
  return {
    show(event) {
      const { at, ...fields } = event;
      sink.write(`${safeJson(JSON.stringify({ at: new Date(at).toISOString(), ...fields }))}\n`);
    },
  };
}
