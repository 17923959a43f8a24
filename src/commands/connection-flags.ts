import { type Command, Option } from "commander";

/** The heading of these flags in the help. */
export const connectionGroup = "Connection Flags (as kubectl's):";

/** Adds kubectl's connection flags, by their own names, to a command; and where its flags may also be set. */
export function addConnectionFlags(command: Command): Command {
  const flag = (flags: string, description: string) =>
    new Option(flags, description).helpGroup(connectionGroup);
  const repeated = (value: string, before: string[] | undefined) => [...(before ?? []), value];
  const setting = (flags: string, description: string) =>
    new Option(flags, description).helpGroup("Settings:");
  return [
    flag("--kubeconfig <file>", "the kubeconfig to use instead of KUBECONFIG or ~/.kube/config"),
    flag("--context <name>", "the kubeconfig's context to use"),
    flag("--cluster <name>", "the kubeconfig's cluster to use"),
    flag("--user <name>", "the kubeconfig's user to use"),
    flag("-s, --server <url>", "the API server's address"),
    flag("--tls-server-name <name>", "the name to check the server's certificate for"),
    flag(
      "--insecure-skip-tls-verify",
      "do not check the server's certificate; the connection can be listened to",
    ),
    flag("--client-certificate <file>", "a client certificate for TLS"),
    flag("--client-key <file>", "the client certificate's key"),
    flag("--certificate-authority <file>", "the certificate that signed the server's"),
    flag("--token <token>", "a bearer token"),
    flag("--as <user>", "act as this user"),
    flag("--as-uid <uid>", "act with this UID"),
    flag("--as-group <group>", "act as a member of this group; may be repeated").argParser(repeated),
    flag("--as-user-extra <key=value>", "act with this extra value; may be repeated").argParser(repeated),
    flag("--username <name>", "a name for basic authentication"),
    flag("--password <password>", "the password for basic authentication"),
    flag(
      "--request-timeout <duration>",
      "give up a single request after this long (1s, 2m, 3h); 0 never does",
    ).default("0"),
    flag("--disable-compression", "ask the server for uncompressed answers"),
    setting(
      "--config <file>",
      "a file with flags' names and values (default: conformance.yaml here, and in ~/.config/kubectl-conformance)",
    ),
    setting("--show-config", "print what each flag is set to and by what, and do nothing else"),
  ].reduce((built, option) => built.addOption(option), command);
}
