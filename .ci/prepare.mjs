/**
 * Makes a checkout ready to run, doing only what is missing: installs by the lockfile, builds the service, the migrations
 * and the web client. `npm start` and `npm test` call it first, so that a fresh clone needs no step by hand.
 */
import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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
  if (changed(to) < latest(from)) run(name, commands);
}

function run(name, commands) {
  console.log(`${name} …`);
  const started = Date.now();
  for (const command of commands) execSync(command, { stdio: ['ignore', 'inherit', 'inherit'] });
  console.log(`${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

// Installed is what the lockfile says, whenever its file was written: git gives it a new time at every switch of branches.
const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installed = 'node_modules/.pointbook-lock';
if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
  run('Installing', ['npm ci --no-audit --no-fund --loglevel=error']);
  writeFileSync(installed, lock);
}

const shared = ['tsconfig.json', installed];
const mark = (file) => `node -e "fs.writeFileSync('${file}', '')"`;
step('Building the service', { from: ['src', 'migrations', 'nest-cli.json', ...shared], to: 'dist/.built' }, [
  'npx nest build',
  'npx tsc -p migrations',
  mark('dist/.built'),
]);
step('Building the web client', { from: ['web', 'src/scoring', installed], to: 'dist/web/.built' }, [
  'npx vite build web --logLevel warn',
  mark('dist/web/.built'),
]);
