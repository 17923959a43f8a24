import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { scripts, shells } from "../completion/shells.ts";
import type { Context } from "./context.ts";

/** `completion SHELL`: what the shell must read to complete this program's words. */
export function completionCommand({ io }: Context): CommandUnknownOpts {
  return new Command("completion")
    .summary("print a script that completes this program's words in a shell")
    .description(
      "Prints the script with which a shell, or kubectl, completes this program's commands, flags and values; contexts come from the kubeconfig, namespaces and runs from the cluster.",
    )
    .addArgument(new Argument("<shell>", "the shell, or kubectl for its plugins").choices(shells))
    .addHelpText(
      "after",
      `
Examples:
  # kubectl conformance <TAB>, in whatever shell kubectl itself completes
  kubectl conformance completion kubectl > ~/.local/bin/kubectl_complete-conformance
  chmod +x ~/.local/bin/kubectl_complete-conformance
  # kubectl-conformance <TAB>
  kubectl-conformance completion bash > ~/.local/share/bash-completion/completions/kubectl-conformance
  kubectl-conformance completion zsh > "\${fpath[1]}/_kubectl-conformance"
  kubectl-conformance completion fish > ~/.config/fish/completions/kubectl-conformance.fish
  kubectl-conformance completion powershell >> $PROFILE`,
    )
    .action((shell) => {
      io.stdout.write(scripts[shell]);
    });
}
