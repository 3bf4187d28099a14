// Prints what the plan page loads, in kB gzip without fonts, and fails above the aim of 120.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const AIM = 120;
const built = "src/romanesco/web/static/built/";
const manifest = JSON.parse(readFileSync(`${built}.vite/manifest.json`, "utf8"));
const files = new Set();

function take(key) {
  const { file, css = [], imports = [] } = manifest[key];
  for (const name of [file, ...css]) files.add(name);
  for (const imported of imports) take(imported);
}
for (const entry of ["frontend/site.ts", "frontend/plan.ts"]) take(entry);

let total = 0;
for (const name of files) {
  const size = gzipSync(readFileSync(built + name), { level: 9 }).length;
  total += size;
  console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${name}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(7)} kB  plan page, script and style (aim: at most ${AIM})`);
process.exitCode = total > AIM * 1000 ? 1 : 0;
