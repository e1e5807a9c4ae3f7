/** Builds and runs every measurement of this folder, one after the other, each in a process of its own. */
import { execFileSync, execSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
execSync('npx tsc -p bench', { stdio: ['ignore', 'inherit', 'inherit'] });
const wanted = process.argv.slice(2);
for (const file of readdirSync('bench').filter((name) => name.endsWith('.ts') && !name.endsWith('-by-hand.ts'))) {
  const name = file.replace(/\.ts$/, '');
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  execFileSync(process.execPath, ['--expose-gc', `dist/bench/bench/${name}.js`], { stdio: 'inherit' });
}
