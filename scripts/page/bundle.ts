import path from "node:path";

const source = path.resolve(import.meta.dirname, "../../src/report/page");

/** The page of report.html as a browser takes it: one script, and one style. */
export async function bundlePage(): Promise<{ script: string; style: string }> {
  const [script, style] = await Promise.all([bundled("main.tsx"), bundled("style.css")]);
  // within <script> and <style> these would end or hide the rest of the page
  if (/<\/(?:script|style)|<!--/i.test(script + style)) throw new Error("the bundle holds an end tag");
  return { script, style };
}

async function bundled(entry: string): Promise<string> {
  const built = await Bun.build({
    entrypoints: [path.join(source, entry)],
    target: "browser",
    format: "iife",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const [output] = built.outputs;
  if (!built.success || output === undefined)
    throw new AggregateError(built.logs, `${entry} was not bundled`);
  return (await output.text()).trim();
}
