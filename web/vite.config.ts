import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// The oldest browser kernel offices run (360, 奇安信, UOS). scripts/check-bundle.mjs
// parses what was built and refuses syntax or built-ins that are younger.
const oldestBrowser = 'chrome109';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: oldestBrowser,
    cssTarget: oldestBrowser,
    emptyOutDir: false, // dist/.gitkeep is committed; scripts/clean-dist.mjs removes the rest
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false }, // the polyfill would be an inline script, which the CSP refuses
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': process.env.QIPAN_API ?? 'http://127.0.0.1:8080' },
  },
});
