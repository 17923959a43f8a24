import { fetchUrl } from "../../../net/fetch.ts";
import type { Io } from "../../../process/io.ts";
import { hasFailed } from "../../../suite/spec.ts";
import { safe } from "../../../text/safe.ts";
import type { EndAction, RunEnd } from "./end.ts";
import type { Receiver } from "./receiver.ts";

// milliseconds, further attempts included
const within = 20_000;
const mostOfAnswer = 64 * 1024;

/** Posts the end of a run. A server that does not accept it is a warning, which names its host alone. */
export function notify(
  { url, form }: Receiver,
  io: Pick<Io, "env" | "signal" | "monotonic" | "sleep" | "stderr">,
  cluster: string | undefined,
): EndAction {
  return async (end) => {
    if (end.kind === "left") return;
    const body = JSON.stringify(form === "slack" ? slackBody(end, cluster) : jsonBody(end, cluster));
    const warn = (why: string) => io.stderr.write(`warning: --notify ${safe(url.host)}: ${safe(why)}\n`);
    try {
      const { status } = await fetchUrl(url, { method: "POST", json: body, most: mostOfAnswer, within, io });
      if (status < 200 || status > 299) warn(`the server answered ${status}`);
    } catch (error) {
      warn(error instanceof Error ? error.message : String(error));
    }
  };
}

const mostListed = 20;

/** What is posted, as JSON: the result, and the first failed tests with their causes. */
export function jsonBody(end: RunEnd, cluster: string | undefined): object {
  const { run, verdict, certifiable, words, reason, passed, failed, total, kubernetes, folder } = end;
  return {
    text: sentence(end, cluster),
    run,
    ...(cluster === undefined ? {} : { cluster }),
    verdict,
    certifiable,
    summary: words,
    ...(reason === undefined ? {} : { reason }),
    counts: { passed, failed, total },
    kubernetes,
    ...(folder === undefined ? {} : { folder }),
    failed: failures(end).map(({ name, cause }) => ({ name, ...(cause === undefined ? {} : { cause }) })),
  };
}

/** The same for a webhook of Slack (docs.slack.dev, «Formatting message text»), or one that takes its form. */
export function slackBody(end: RunEnd, cluster: string | undefined): { readonly text: string } {
  const listed = failures(end).map(
    ({ name, cause }) => `• ${name}${cause === undefined ? "" : `: ${cause}`}`,
  );
  const left = end.specs.filter((spec) => hasFailed(spec.state)).length - listed.length;
  const lines = [sentence(end, cluster), ...listed, ...(left > 0 ? [`and ${left} more`] : [])];
  return { text: lines.map(escapeSlack).join("\n") };
}

function sentence(end: RunEnd, cluster: string | undefined): string {
  const on = cluster === undefined ? "" : ` on ${cluster}`;
  const why = end.reason === undefined ? "" : `: ${end.reason}`;
  return `Conformance run ${end.run}${on}, Kubernetes ${end.kubernetes}: ${end.verdict} · ${end.words}${why}`;
}

const longestLine = 500;

function failures({ specs }: RunEnd) {
  const failed = specs.filter((spec) => hasFailed(spec.state)).slice(0, mostListed);
  return failed.map(({ name, cause }) => ({
    name: name.slice(0, longestLine),
    cause: cause?.slice(0, longestLine),
  }));
}

/** Nothing in a name is markup: neither a link nor a mention. */
function escapeSlack(line: string): string {
  return safe(line).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
