import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** In development the page is served here and the server runs beside it; built, the server serves both. */
const server = process.env.CELLWEAVE_SERVER ?? "http://127.0.0.1:8799";
const token = process.env.CELLWEAVE_TOKEN ?? "development";

/** To the server every request looks as if its own page had made it. */
const asOwnPage = { target: server, changeOrigin: true, headers: { authorization: `token ${token}`, origin: server } };

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  worker: { format: "es" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // The policy of the page allows no inline scripts, and wasm must stay a file to be compiled while it loads.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  // Only the server's routes: the editor has a folder of modules with that name too.
  server: { port: 5173, strictPort: true, proxy: { "^/api/(?!.*\\.ts)": asOwnPage } },
});
