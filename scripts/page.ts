// Bundles the pages of report.html and of the grid into the files that the program reads them from: npm run page
import { writeFileSync } from "node:fs";
import path from "node:path";
import { bundlePage, pageNames } from "./page/bundle.ts";

for (const name of pageNames) {
  const file = path.resolve(import.meta.dirname, "../src", name, "page.json");
  const page = await bundlePage(name);
  writeFileSync(file, `${JSON.stringify(page, null, 2)}\n`);
  process.stdout.write(
    `${file}: ${page.script.length} characters of script, ${page.style.length} of style\n`,
  );
}
