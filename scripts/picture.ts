// Makes docs/terminal.svg: a whole run on the cluster of KUBECONFIG in a real terminal (tmux), as kubectl's plugin.
// npm run build && npm run picture [-- FLAGS OF RUN], for a look at once: -- --sandbox --speed 90
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fenced } from "../src/results/markdown.ts";
import { creation } from "../src/submission/readme.ts";
import { readScreen } from "./picture/ansi.ts";
import { type Frame, svg } from "./picture/svg.ts";

// the widest row of a whole run has 161
const columns = 162;
const rows = 22;
const shown = 12;
const command = ["kubectl conformance run --product acme", ...process.argv.slice(2)].join(" ");
const root = path.resolve(import.meta.dirname, "..");
const product = {
  vendor: "ACME",
  name: "ACME Engine",
  version: "1.35",
  "website-url": "https://acme.dev",
  "documentation-url": "https://acme.dev/docs",
  type: "distribution",
  description: "A distribution of containers and their friends",
  "contact-email": "conformance@acme.dev",
};

const work = await mkdtemp(path.join(tmpdir(), "conformance-picture-"));
const socket = path.join(work, "tmux");
try {
  const plugin = path.join(work, "kubectl-conformance");
  await symlink(path.join(root, "dist/kubectl-conformance"), plugin);
  const answers = Object.entries(product).flatMap(([field, value]) => [`--${field}`, value]);
  execFileSync(plugin, ["submission", "init", "--out", "acme", ...answers], { cwd: work, stdio: "ignore" });
  const readme = path.join(work, "acme/README.md");
  const steps = fenced("acme up --release v1.35.4", "sh");
  await writeFile(readme, (await readFile(readme, "utf8")).replace(creation, steps));
  const shell = `env PATH='${work}':"$PATH" LANG=C.UTF-8 PS1='$ ' bash --norc --noprofile`;
  tmux("new-session", "-d", "-x", String(columns), "-y", String(rows), "-c", work, shell);
  await delay(500);
  tmux("send-keys", "clear", "Enter", command);
  await delay(500);
  const typed = capture();
  tmux("send-keys", "Enter");
  const screens = [typed, ...spread(await watch(), shown - 1)];
  const frames = screens.map(
    (text, index): Frame => ({ rows: readScreen(text), seconds: index === screens.length - 1 ? 6 : 1 }),
  );
  const words = `${command}: pods of the suite as they come and go, a progress bar, and the verdict`;
  await writeFile(path.join(root, "docs/terminal.svg"), svg({ columns, rows, words, frames }));
  process.stdout.write(`docs/terminal.svg: ${frames.length} frames\n`);
} finally {
  tmux("kill-server");
  await rm(work, { recursive: true, force: true });
}

/** Every screen until the prompt is back. */
async function watch(): Promise<readonly string[]> {
  const screens: string[] = [];
  for (;;) {
    await delay(2000);
    const screen = capture();
    if (screen !== screens.at(-1)) screens.push(screen);
    if (screen.endsWith("\n$")) return screens;
  }
}

/** The first and the last, and so many between them that are as far apart as they can be. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from(
    { length: count },
    (_, index) => all[Math.round((index * (all.length - 1)) / (count - 1))],
  ).filter((one) => one !== undefined);
}

function capture(): string {
  return tmux("capture-pane", "-e", "-p").trimEnd();
}

function tmux(...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("tmux", ["-S", socket, "-f", "/dev/null", ...args], {
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`);
  return stdout;
}
