import { Command, Option } from "@commander-js/extra-typings";
import { repeated } from "./repeated.ts";

/** The headings of these flags in the help. */
export const connectionGroup = "Which cluster, and as whom (as kubectl's):";
export const settingsGroup = "Settings:";

/** kubectl's connection flags, by their own names, and other places where a command's flags can be set. */
export function connectionFlags(command = new Command()) {
  const flag = <Usage extends string>(usage: Usage, description: string) =>
    new Option(usage, description).helpGroup(connectionGroup);
  const setting = <Usage extends string>(usage: Usage, description: string) =>
    new Option(usage, description).helpGroup(settingsGroup);
  return command
    .addOption(flag("--kubeconfig <file>", "the kubeconfig to use instead of KUBECONFIG or ~/.kube/config"))
    .addOption(flag("--context <name>", "the kubeconfig's context to use"))
    .addOption(flag("--cluster <name>", "the kubeconfig's cluster to use"))
    .addOption(flag("--user <name>", "the kubeconfig's user to use"))
    .addOption(flag("-s, --server <url>", "the API server's address"))
    .addOption(flag("--tls-server-name <name>", "the name to check the server's certificate for"))
    .addOption(
      flag(
        "--insecure-skip-tls-verify",
        "do not check the server's certificate; others can then read the connection",
      ),
    )
    .addOption(flag("--client-certificate <file>", "a client certificate for TLS"))
    .addOption(flag("--client-key <file>", "the client certificate's key"))
    .addOption(
      flag("--certificate-authority <file>", "the certificate of the authority that signed the server's"),
    )
    .addOption(flag("--token <token>", "a bearer token"))
    .addOption(flag("--as <user>", "act as this user"))
    .addOption(flag("--as-uid <uid>", "act with this UID"))
    .addOption(
      flag("--as-group <group>", "act as a member of this group; may be repeated").argParser(repeated),
    )
    .addOption(
      flag("--as-user-extra <key=value>", "act with this extra value; may be repeated").argParser(repeated),
    )
    .addOption(flag("--username <name>", "a name for basic authentication"))
    .addOption(flag("--password <password>", "the password for basic authentication"))
    .addOption(
      flag(
        "--request-timeout <duration>",
        "give up a single request after this long (1s, 2m, 3h); 0 never does",
      ).default("0"),
    )
    .addOption(flag("--disable-compression", "ask the server for uncompressed answers"))
    .addOption(
      flag(
        "-v, --v <level>",
        "show the requests to the server: 6 shows each request, 7 also headers, 8 also the beginning of bodies, 9 everything; without secrets",
      ),
    )
    .addOption(
      setting(
        "--config <file>",
        "a file with the names and values of flags (default: conformance.yaml here, and in ~/.config/kubectl-conformance)",
      ),
    )
    .addOption(
      setting("--show-config", "print the value of each flag and where it comes from, and do nothing else"),
    );
}
