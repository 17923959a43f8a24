import { Command, Option } from "@commander-js/extra-typings";
import { definitionNames } from "../../coverage/definition/definition.ts";
import { connectionFlags } from "../connection-flags.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";

export type MeasuringFlags = FlagsOf<typeof allFlags>;

function allFlags() {
  return withFlags(withFlags(new Command(), measuringFlags), connectionFlags);
}

/** The flags of everything that reads audit logs. */
export function measuringFlags(command = new Command()) {
  return command
    .addOption(
      new Option(
        "--definition <name>",
        "how to count. apisnoop: an endpoint is tested if a conformance test hit it. test-infra: if any client did, by paths that need only be similar, as the presubmit job of Kubernetes counts",
      )
        .choices(definitionNames)
        .default("apisnoop" as const),
    )
    .option(
      "--release <minor>",
      "the release whose endpoints are eligible; e.g. --release v1.35 (default: that of the OpenAPI document or cluster, else the newest known one)",
    )
    .option(
      "--openapi <file>",
      "the OpenAPI 2.0 document with the endpoints, also compressed with gzip (default: the release's)",
    )
    .option("--from-cluster", "take the endpoints from the cluster's /openapi/v2, with custom resources")
    .option(
      "--user-agent <regexp>",
      "the clients that count, instead of e2e.test; e.g. --user-agent '^my-operator/'",
    )
    .option(
      "--since <time>",
      "count only requests from this time on; e.g. --since 2026-11-28T13:00:00Z (default: all that are in the logs)",
    )
    .option("--partial", "count what can be read of a log that is cut off, and mark the result as partial");
}
