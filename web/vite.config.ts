import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  plugins: [vue()],
  // No component of ours is written in the old way.
  define: { __VUE_OPTIONS_API__: false },
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    target: 'es2020', // a borrowed phone may be five years old
    // The policy is `script-src 'self'`: nothing is put into the page or into data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    port: 5173,
    proxy: { '/api': 'http://localhost:3000', '/health': 'http://localhost:3000' },
  },
});
