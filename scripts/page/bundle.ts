import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** The folders of src/ that have a page: the report of a run, and the grid of many. */
export const pageNames = ["report", "history"] as const;
export type PageName = (typeof pageNames)[number];

/** A page as a browser takes it: one script and one style, and the packages that are in them. */
export interface BundledPage {
  readonly script: string;
  readonly style: string;
  readonly packages: readonly string[];
}

/** Bundles a page from its source. Throws where it cannot be, or would not be safe within a page. */
export async function bundlePage(name: PageName): Promise<BundledPage> {
  const source = path.join(root, "src", name, "page");
  const { text, packages } = await bundled(source, "main.tsx");
  const script = `/* with ${packages.map(named).join(", ")} */${text}`;
  const { text: style } = await bundled(source, "style.css");
  // within <script> and <style> these would end or hide the rest of the page
  if (/<\/(?:script|style)|<!--/i.test(script + style)) throw new Error("the bundle holds an end tag");
  return { script, style, packages };
}

async function bundled(source: string, entry: string): Promise<{ text: string; packages: string[] }> {
  const built = await Bun.build({
    entrypoints: [path.join(source, entry)],
    root,
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
