import type { Breach } from "./checker.ts";
import type { Event } from "./history.ts";
import { nameOf, type Scenario } from "./scenario.ts";

/** A failed history as somebody reads it who has to find out why. */
export function report(
  scenario: Scenario,
  breaches: readonly Breach[],
  events: readonly Event[],
  again: string,
  all = false,
): string {
  const first = breaches[0];
  const shown = events.filter((event) => all || event.what !== "request");
  const upTo = shown.findIndex(({ at }) => at > (first?.at ?? 0));
  const end = upTo < 0 ? shown.length : upTo + 3;
  return [
    `seed ${scenario.seed}`,
    ...breaches.map(({ rule, seen, at }) => `  BROKEN ${rule}\n         ${seconds(at)} ${seen}`),
    `  meant  ${summary(scenario)}`,
    ...shown.slice(all ? 0 : Math.max(0, end - 25), all ? undefined : end).map((event) => `  ${line(event)}`),
    `  again  ${again}`,
    "",
  ].join("\n");
}

function summary({ suite, ownNamespace, bystanders, clients, faults }: Scenario): string {
  return [
    `${suite.specs} specs on ${suite.processes}, ${suite.failing} failing`,
    ...(ownNamespace ? ["in somebody's own namespace"] : []),
    ...(bystanders.length > 0 ? [`next to ${bystanders.join(", ")}`] : []),
    ...clients.map(
      ({ verb, at, flags, acts, answers }) =>
        `${[verb, ...flags].join(" ")} at ${at.after}+${at.ms}${acts.map((each) => `, ${each.act} at ${each.at.after}+${each.at.ms}`).join("")}${answers === undefined ? "" : `, answering ${answers.join("")}`}`,
    ),
    ...faults.map((fault) => `${nameOf(fault)} at ${fault.at.after}+${fault.at.ms} for ${fault.ms} ms`),
  ].join(" · ");
}

function line(event: Event): string {
  return `${seconds(event.at)} ${words(event)}`;
}

function words(event: Event): string {
  switch (event.what) {
    case "begun":
      return `client ${event.client}: ${event.words.join(" ")}${event.healer ? "   (afterwards)" : ""}`;
    case "ended": {
      const how = event.how === "itself" ? `exit code ${event.code}` : event.how;
      const { verdict, log } = event.folder;
      const kept =
        log === undefined ? "" : `, e2e.log ${log.same}/${log.length}${log.verified ? " verified" : ""}`;
      const last = event.stderr.trim().split("\n").slice(-6).join("\n             ");
      return `client ${event.client}: ${how}, verdict ${verdict ?? "none"}${kept}, suite ${event.truth?.state ?? "none"}, left ${event.left.length}\n             ${last}`;
    }
    case "act":
      return `client ${event.client}: ${event.act}`;
    case "fault":
      return `fault ${event.fault}: ${event.name}`;
    case "fault-over":
      return `fault ${event.fault} is over`;
    case "relief":
      return "what lasts for ever is over";
    case "point":
      return `-- ${event.point}`;
    case "request":
      return `client ${event.client}: ${event.method} ${event.path}`;
    case "deleted":
      return `client ${event.client}: deletes ${event.path}`;
    case "uncaught":
      return `uncaught: ${event.words}`;
    case "touched":
      return event.objects.length === 0
        ? "nothing of others is touched"
        : `touched: ${event.objects.join(", ")}`;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3).padStart(9)}`;
}
