import { defineConfig } from "vitest/config";

// Two entries: `site` is on every page, `plan` adds the editor and the live room.
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "src/romanesco/web/static/built",
    emptyOutDir: true,
    manifest: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["frontend/site.ts", "frontend/plan.ts"] },
  },
  test: { include: ["frontend/**/*.test.ts"] },
});
