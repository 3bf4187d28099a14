import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const thin = (name: string): string => fileURLToPath(new URL(`frontend/thin/${name}.ts`, import.meta.url));

// The server has a packed copy beside each script and style, and sends it to browsers that take it.
const packed: Plugin = {
  name: "packed",
  writeBundle({ dir = "." }, bundle) {
    for (const name of Object.keys(bundle).filter((file) => /\.(js|css)$/.test(file))) {
      const file = `${dir}/${name}`;
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
    }
  },
};

// `site` is on every page; `plan` adds the editor and the live room to the plan page, `pages` what
// all others have; `reading` the look of an agenda that is only read. `boards` and `turns` are on
// plans that have any.
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [packed],
  // Parts of libraries that the plan page never uses, left out of it: frontend/thin/ says why.
  resolve: {
    alias: [
      { find: "lib0/broadcastchannel", replacement: thin("lib0_broadcastchannel") },
      { find: "lib0/dom", replacement: thin("lib0_dom") },
      // lib0 itself asks for it by its file.
      { find: /^(lib0\/environment|\.\/environment\.js)$/, replacement: thin("lib0_environment") },
      { find: "lib0/logging", replacement: thin("lib0_logging") },
      { find: "lib0/hash/sha256", replacement: thin("lib0_sha256") },
      { find: "y-protocols/auth", replacement: thin("y_protocols_auth") },
    ],
  },
  build: {
    outDir: "src/romanesco/web/static/built",
    emptyOutDir: true,
    manifest: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: [
        ...["site", "pages", "plan", "reading", "turns"].map((name) => `frontend/${name}.ts`),
        ...["boards", "turns"].map((name) => `frontend/styles/${name}.css`),
      ],
      // What libraries would say to a console, in words that every reader would load.
      output: { minify: { compress: { dropConsole: true }, mangle: true, codegen: true } },
      treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
    },
  },
  test: { include: ["frontend/**/*.test.ts"] },
});
