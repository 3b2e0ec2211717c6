import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { apiPaths } from '../server/src/web/api-paths.ts';
import { compressFiles } from './compress-files.ts';

/** Where the API answers while the web app is developed. */
const apiAddress = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressFiles()],
  build: {
    target: 'es2023',
    // Those that know `light-dark()`; written for older ones it would lose its colours.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // A picture inside a script is neither cached by itself nor allowed to be large.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(apiPaths.map((path) => [path, { target: apiAddress, ws: path === '/ws' }])),
  },
});
