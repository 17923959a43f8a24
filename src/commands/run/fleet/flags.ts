import { type Command, Option } from "commander";

/** The flags of `run` that name several clusters, as commander gives them. */
export interface FleetFlags {
  readonly contexts?: readonly string[];
  readonly kubeconfigs?: string;
}

// each says of one cluster what cannot be so of several
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
export function addFleetFlags(command: Command): Command {
  const flag = (flags: string, description: string) =>
    new Option(flags, description).helpGroup("Many clusters:");
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
        "run side by side on the clusters that the kubeconfigs in this folder name by their current contexts; e.g. --kubeconfigs clusters",
      ).conflicts([...ofOneCluster, "kubeconfig", "contexts"]),
    );
}

function listed(value: string, before: readonly string[] | undefined): readonly string[] {
  const names = value.split(",").map((name) => name.trim());
  return [...(before ?? []), ...names.filter((name) => name !== "")];
}
