/**
 * Tries docker/Dockerfile where nothing can build it: does on this machine, in a new folder, what its stages say, then starts the
 * result as the image would, asks its health check, and stops it. Takes some minutes: node docker/try.mjs
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'pointbook-image-'));
const lines = readFileSync(join(repository, 'docker/Dockerfile'), 'utf8')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line));

let stage = '';
let workdir = '/';
let user;
let env = {};
const commands = {};
const inStage = (path, of = stage) => join(root, of, path.startsWith('/') ? path : join(workdir, path));

/** What a command names at the root of the image stands in the stage's folder. */
const moved = (text) => text.replaceAll(/(^|[\s:=])\/data\b/g, `$1${join(root, stage)}/data`);

function copy(words) {
  const from = words[0].startsWith('--from=') ? words.shift().slice('--from='.length) : undefined;
  const to = words.pop();
  for (const source of words) {
    const target = to.endsWith('/') ? join(to, source.split('/').at(-1)) : to;
    mkdirSync(dirname(inStage(target)), { recursive: true });
    cpSync(from ? inStage(source, from) : join(repository, source), inStage(target), { recursive: true });
  }
}

function run(command) {
  // What Debian's packages are for is on this machine already, or the next line fails.
  if (command.startsWith('apt-get')) return;
  execFileSync('sh', ['-ec', moved(command)], { cwd: inStage(''), stdio: 'inherit' });
}

for (const line of lines) {
  const [instruction, ...words] = line.split(/\s+/);
  const rest = line.slice(instruction.length).trim();
  console.log(`> ${line}`);
  if (instruction === 'FROM') {
    [stage, workdir, env] = [words[2] ?? 'image', '/', {}];
    mkdirSync(inStage(''), { recursive: true });
  } else if (instruction === 'WORKDIR') mkdirSync(inStage((workdir = rest)), { recursive: true });
  else if (instruction === 'COPY') copy(words);
  else if (instruction === 'RUN') run(rest);
  else if (instruction === 'ENV')
    env = { ...env, ...Object.fromEntries(words.map((word) => moved(word).split(/=(.*)/s, 2))) };
  else if (instruction === 'USER') user = rest.split(':').map(Number);
  else if (instruction === 'HEALTHCHECK' || instruction === 'CMD')
    commands[instruction] = JSON.parse(rest.slice(rest.indexOf('[')));
}

const isRoot = process.getuid() === 0;
if (isRoot) execFileSync('chmod', ['755', root]);
const options = {
  cwd: inStage(''),
  env: { PATH: process.env.PATH, ...env, PORT: process.argv[2] ?? '3918' },
  stdio: 'inherit',
  ...(isRoot && { uid: user[0], gid: user[1] }),
};
const [program, ...args] = commands.CMD;
const service = spawn(program, args, options);
const ended = new Promise((resolve) => service.on('exit', (code, signal) => resolve({ code, signal })));
const [checker, ...file] = commands.HEALTHCHECK;
const isHealthy = () =>
  new Promise((resolve) => spawn(checker, file, options).on('exit', (code) => resolve(code === 0)));
let healthy = false;
for (let tries = 0; tries < 60 && !healthy && service.exitCode === null; tries += 1) {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  healthy = await isHealthy();
}
service.kill('SIGTERM');
const { code, signal } = await ended;
const stillHealthy = await isHealthy();
console.log({ healthy, code, signal, stillHealthy });
rmSync(root, { recursive: true, force: true });
process.exit(healthy && !stillHealthy && (code === 0 || signal === 'SIGTERM') ? 0 : 1);
