/**
 * Builds and runs the measurements of this folder, one after the other, each in a process of its own: all of them, or those that
 * are named (`npm run bench -- requests`). A file beside `measuring.ts` is a measurement if it stands in this list.
 */
import { execFileSync, execSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const requests = ['reads', 'writes', 'sets', 'overviews', 'theme-day', 'growth'];
const all = [...requests, 'scoring', 'ledger', 'trial', 'verify', 'web', 'cost', 'national-day'];

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. There are: ${all.join(', ')}.`);
  process.exit(2);
}
execSync('npx tsc -p bench', { stdio: ['ignore', 'inherit', 'inherit'] });
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n${name}`);
  execFileSync(process.execPath, ['--expose-gc', `dist/bench/bench/${name}.js`], { stdio: 'inherit' });
}
