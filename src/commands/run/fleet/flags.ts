import { Command, Option } from "@commander-js/extra-typings";
import { listed } from "../../repeated.ts";
import type { FlagsOf } from "../../with-flags.ts";

/** The flags of `run` that name several clusters, as commander returns them. */
export type FleetFlags = FlagsOf<typeof fleetFlags>;

// each says something about one cluster that cannot be true for several
const ofOneCluster = [
  "sandbox",
  "context",
  "cluster",
  "user",
  "server",
  "tlsServerName",
  "certificateAuthority",
  "clientCertificate",
  "clientKey",
  "token",
  "username",
  "password",
];

/** Declares the flags that name several clusters. */
export function fleetFlags(command = new Command()) {
  const flag = <Usage extends string>(usage: Usage, description: string) =>
    new Option(usage, description).helpGroup("Many clusters:");
  return command
    .addOption(
      flag(
        "--contexts <name,…>",
        "run on the clusters of these contexts side by side; e.g. --contexts staging,prod",
      )
        .argParser(listed)
        .conflicts([...ofOneCluster, "kubeconfigs"]),
    )
    .addOption(
      flag(
        "--kubeconfigs <folder>",
        "run side by side on the clusters of the kubeconfigs in this folder, each with its current context; e.g. --kubeconfigs clusters",
      ).conflicts([...ofOneCluster, "kubeconfig", "contexts"]),
    );
}
