import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The console is served by the node itself, from memory, under a policy that
// runs no inline script; so nothing is inlined and every asset has a hash in
// its name. In development the API of a running node is reached by proxy.
const node = process.env.ENTENTE_URL ?? "http://127.0.0.1:8440";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    outDir: "dist",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    sourcemap: false,
  },
  server: {
    proxy: { "/api": { target: node, changeOrigin: true } },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
