import { defineConfig } from "vite";

/** The node that the development server asks. */
const node = process.env["AETHER_RPC"] ?? "http://127.0.0.1:8545";

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
      "/ws": { target: node, ws: true },
      "^/$": node,
    },
  },
  test: { include: ["tests/unit/**/*.test.ts"], environment: "node" },
} as Parameters<typeof defineConfig>[0]);
