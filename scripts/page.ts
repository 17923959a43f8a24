// Bundles each page that a browser shows into the one file that the program reads it from: npm run page
import { writeFileSync } from "node:fs";
import path from "node:path";
import { bundlePage, pages } from "./page/bundle.ts";

for (const source of pages) {
  const page = await bundlePage(source);
  const file = path.resolve(import.meta.dirname, "..", source.bundle);
  writeFileSync(file, `${JSON.stringify(page, null, 2)}\n`);
  process.stdout.write(
    `${file}: ${page.script.length} characters of script, ${page.style.length} of style\n`,
  );
}
