/**
 * Makes a checkout ready to run, doing only what is missing: installs by the lockfile, builds the service, the migrations
 * and the web client. `npm start` and `npm test` call it first, so that a fresh clone needs no step by hand.
 */
import { execSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

const changed = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** When something in these files and folders changed last. */
function latest(paths) {
  return Math.max(
    0,
    ...paths.flatMap((path) => {
      if (!existsSync(path)) return [];
      if (!statSync(path).isDirectory()) return [changed(path)];
      return [latest(readdirSync(path).map((name) => join(path, name)))];
    }),
  );
}

function step(name, { from, to }, commands) {
  if (changed(to) >= latest(from)) return;
  console.log(`${name} …`);
  const started = Date.now();
  for (const command of commands) execSync(command, { stdio: ['ignore', 'inherit', 'inherit'] });
  console.log(`${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

step('Installing', { from: ['package-lock.json'], to: 'node_modules/.package-lock.json' }, [
  'npm ci --no-audit --no-fund --loglevel=error',
  // npm keeps the time of the lockfile's own content; the marker says when this was done.
  `node -e "fs.utimesSync('node_modules/.package-lock.json', new Date(), new Date())"`,
]);

const shared = ['package-lock.json', 'tsconfig.json'];
const mark = (file) => `node -e "fs.writeFileSync('${file}', '')"`;
step('Building the service', { from: ['src', 'migrations', 'nest-cli.json', ...shared], to: 'dist/.built' }, [
  'npx nest build',
  'npx tsc -p migrations',
  mark('dist/.built'),
]);
step('Building the web client', { from: ['web', 'src/scoring', 'package-lock.json'], to: 'dist/web/.built' }, [
  'npx vite build web --logLevel warn',
  mark('dist/web/.built'),
]);
