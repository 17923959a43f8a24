import { inert } from "./inert.ts";
import { safe } from "./safe.ts";

/**
 * A workflow command, in one line without its line end (docs.github.com, «Workflow commands for GitHub Actions»). Its message may have several
 * lines; nothing in it, or in the properties, can become another command.
 */
export function workflowCommand(
  kind: "error" | "warning" | "notice",
  properties: Readonly<Record<string, string>>,
  message: string,
): string {
  const words = Object.entries(properties).map(
    ([name, value]) => `${name}=${escapeProperty(inert(safe(value)))}`,
  );
  return `::${kind} ${words.join(",")}::${escapeData(inert(message.split(/\r?\n/).map(safe).join("\n")))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
