import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

// The oldest browser kernel offices run (360, 奇安信, UOS). scripts/check-bundle.mjs
// parses what was built and refuses syntax or built-ins that are younger.
const oldestBrowser = 'chrome109';

// antd mixes one colour in CSS, the line between two joined buttons. Chromium 109 has no
// color-mix() and would draw the line in the text's colour; the unmixed colour is near enough.
const withoutColorMix: Plugin = {
  name: 'without-color-mix',
  transform(code, id) {
    if (!id.includes('/antd/es/button/style/compact.js')) return null;
    return { code: code.replace(/color-mix\(in srgb, (\$\{[^}]*\}) 75%, \$\{[^}]*\}\)/, '$1'), map: null };
  },
};

export default defineConfig({
  plugins: [react(), withoutColorMix],
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
