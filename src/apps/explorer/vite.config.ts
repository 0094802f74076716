import { defineConfig } from "vite";

export default defineConfig({
  base: "/explorer/",
  build: {
    // A folder of this name is a build output everywhere in this repository: ignored, cleaned, never scanned.
    outDir: "bin",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      "/ws": { target: "http://127.0.0.1:8545", ws: true },
      "^/$": "http://127.0.0.1:8545",
    },
  },
  test: { include: ["tests/unit/**/*.test.ts"], environment: "node" },
} as Parameters<typeof defineConfig>[0]);
