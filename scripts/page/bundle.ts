import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const source = path.join(root, "src/report/page");

/** The page of report.html as a browser takes it: one script and one style, and the packages that are in them. */
export interface BundledPage {
  readonly script: string;
  readonly style: string;
  readonly packages: readonly string[];
}

/** Bundles the page from its source. Throws where it cannot be, or would not be safe within a page. */
export async function bundlePage(): Promise<BundledPage> {
  const { text, packages } = await bundled("main.tsx");
  const script = `/* with ${packages.map(named).join(", ")} */${text}`;
  const { text: style } = await bundled("style.css");
  // within <script> and <style> these would end or hide the rest of the page
  if (/<\/(?:script|style)|<!--/i.test(script + style)) throw new Error("the bundle holds an end tag");
  return { script, style, packages };
}

async function bundled(entry: string): Promise<{ text: string; packages: string[] }> {
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
