import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const texts = /\.(css|html|js|mjs|svg)$/;
/** Smaller ones fit into one packet as they are. */
const leastBytes = 1024;

/** Lays every text down compressed beside itself, once and as small as can be: the service then only picks one. */
export function compress(folder: string): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) =>
        texts.test(each),
      )) {
        const path = join(folder, name);
        const content = readFileSync(path);
        if (content.length < leastBytes) continue;
        const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
        writeFileSync(`${path}.br`, brotliCompressSync(content, { params: hint }));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}
