import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { compress } from './compress.ts';
import { firstScript } from './first-script.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  plugins: [vue(), firstScript('early'), compress(here('../dist/web'))],
  define: {
    __VUE_OPTIONS_API__: false, // No component of ours is written in the old way.
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    target: 'es2020', // a borrowed phone may be five years old
    // The policy is `script-src 'self'`: nothing is put into the page or into data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    // Every request costs a slow line its delay. What is always loaded goes in two files: libraries, which a browser keeps
    // over our releases, and ours. The first questions go before both (early.ts). What several other pages share goes in few.
    rolldownOptions: {
      output: {
        chunkFileNames: ({ name }) => `assets/${name.replace(/~.*/, '')}-[hash].js`,
        codeSplitting: {
          groups: [
            { name: 'early', test: /src\/early\.ts$/, priority: 4 },
            { name: 'libraries', test: /node_modules/, tags: ['$initial'], priority: 3 },
            { name: 'first', tags: ['$initial'], priority: 2 },
            { name: 'shared', test: /src/, minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 16_384 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: { '/api': 'http://localhost:3000', '/health': 'http://localhost:3000' },
  },
});
