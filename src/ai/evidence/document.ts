import { fenced, inline } from "../../results/markdown.ts";
import { withoutLeaks } from "../../text/secrets.ts";
import type { Finding } from "../preflight/finding.ts";

/** What a command printed when it was looked at. */
export interface Output {
  readonly command: string;
  readonly text: string;
}

export interface Document {
  readonly finding: Finding;
  readonly description: string;
  readonly outputs: readonly Output[];
  /** `v1.37.2` */
  readonly server: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** This program's version. */
  readonly tool: string;
}

/** The name of a requirement's document, in the product's folder. */
export function documentName(requirement: string): string {
  return `evidence/${requirement}.md`;
}

/** What the cluster shows of a requirement, as Markdown; secrets and internal addresses are replaced. */
export function documentOf({ finding, description, outputs, server, at, tool }: Document): string {
  const time = new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
  const parts = [
    `# ${inline(`${finding.category}.${finding.requirement}`)}`,
    `> ${inline(description)}`,
    `Read from a cluster with Kubernetes ${inline(server)} at ${time}, with \`kubectl conformance\` ${inline(tool)}. Internal addresses and secrets are replaced.`,
    "## What the cluster shows",
    finding.found.map((line) => `- ${inline(line)}`).join("\n"),
    ...outputs.map(({ command, text }) => `## \`${command}\`\n\n${fenced(text.trimEnd(), "text")}`),
  ];
  return withoutLeaks(`${parts.join("\n\n")}\n`);
}
