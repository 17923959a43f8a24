import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** A page that a browser shows, in the files that it is made of and the one in which the program has it; from the root. */
export interface PageSource {
  readonly script: string;
  readonly style: string;
  readonly bundle: string;
}

/** The pages of the program: report.html, `history grid -o html`, and `coverage -o html`. */
export const pages: readonly PageSource[] = [
  {
    script: "src/report/page/main.tsx",
    style: "src/report/page/style.css",
    bundle: "src/report/page.json",
  },
  {
    script: "src/history/page/main.tsx",
    style: "src/history/page/style.css",
    bundle: "src/history/page.json",
  },
  {
    script: "src/coverage/page/browser/main.ts",
    style: "src/coverage/page/browser/style.css",
    bundle: "src/coverage/page/page.json",
  },
];

/** A page as a browser takes it: one script and one style, and the packages that are in them. */
export interface BundledPage {
  readonly script: string;
  readonly style: string;
  readonly packages: readonly string[];
}

/** Bundles a page from its source. Throws where it cannot be, or would not be safe within a page. */
export async function bundlePage(source: PageSource): Promise<BundledPage> {
  const { text, packages } = await bundled(source.script);
  const script = packages.length === 0 ? text : `/* with ${packages.map(named).join(", ")} */${text}`;
  const { text: style } = await bundled(source.style);
  // within <script> and <style> these would end or hide the rest of the page
  if (/<\/(?:script|style)|<!--/i.test(script + style)) throw new Error("the bundle holds an end tag");
  return { script, style, packages };
}

async function bundled(entry: string): Promise<{ text: string; packages: string[] }> {
  const built = await Bun.build({
    entrypoints: [path.join(root, entry)],
    root: path.dirname(path.join(root, entry)),
    target: "browser",
    format: "iife",
    minify: true,
    metafile: true,
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const [output] = built.outputs;
  if (!built.success || output === undefined)
    throw new AggregateError(built.logs, `${entry} was not bundled`);
  const packages = Object.keys(built.metafile?.inputs ?? {}).flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
  );
  return { text: (await output.text()).trim(), packages: [...new Set(packages)].sort() };
}

function named(name: string): string {
  const manifest = JSON.parse(readFileSync(path.join(root, "node_modules", name, "package.json"), "utf8"));
  return `${name} ${manifest.version} (${manifest.license})`;
}
