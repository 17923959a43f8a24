// Bundles the page of report.html into the one file that the program reads it from: npm run page
import { writeFileSync } from "node:fs";
import path from "node:path";
import { bundlePage } from "./page/bundle.ts";

const file = path.resolve(import.meta.dirname, "../src/report/page.json");
const page = await bundlePage();
writeFileSync(file, `${JSON.stringify(page, null, 2)}\n`);
process.stdout.write(`${file}: ${page.script.length} characters of script, ${page.style.length} of style\n`);
