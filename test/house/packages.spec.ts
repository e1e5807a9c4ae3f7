import { readFileSync } from 'node:fs';

/*
 * What can be said of the packages we take in without asking anybody. Known weaknesses are asked for by .ci/audit.mjs.
 */

interface Locked {
  version: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  hasInstallScript?: boolean;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
const packages = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, locked]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    ...locked,
  }));
const production = packages.filter(({ dev }) => !dev);

const permissive = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  '0BSD',
  'Python-2.0',
  'Unlicense',
  'CC0-1.0',
];

/** What is not plainly permissive in the lockfile, and why it may be there. */
const looked: Record<string, string> = {
  'passport-local': 'MIT, in its LICENSE; the package says it in an old form',
  'passport-strategy': 'MIT, in its LICENSE; the package says it in an old form',
  pause: 'MIT, in its Readme; the package says nothing',
};
/** libvips, which sharp loads as a library of its own: the LGPL asks that it can be replaced, and a package can. */
const replaceable = /^@img\/sharp-/;

/** What runs something when it is installed, and why it may. */
const runsAtInstall: Record<string, string> = {
  'better-sqlite3': 'fetches or builds SQLite for this machine',
  '@scarf/scarf': 'counts installations of swagger-ui-dist; switched off in package.json',
};

/** Of these there is one: two of a kind could not agree on what is safe. */
const single = [
  'fastify',
  'pino',
  'typeorm',
  'mysql2',
  'better-sqlite3',
  '@fastify/helmet',
  '@fastify/cookie',
  'passport',
  '@node-rs/argon2',
  'secure-json-parse',
  'find-my-way',
  'light-my-request',
];

test('every package is held by a digest of its content', () => {
  expect(packages.length).toBeGreaterThan(200);
  expect(packages.filter(({ integrity }) => !/^sha512-/.test(integrity ?? '')).map(({ name }) => name)).toEqual([]);
});

test('what ships may be used by anybody: permissive licences, and a library that can be replaced', () => {
  const isPermissive = (license = ''): boolean =>
    license
      .replace(/[()]/g, '')
      .split(/ OR /)
      .some((one) => permissive.includes(one));
  const other = production.filter(({ license }) => !isPermissive(license)).map(({ name }) => name);
  expect(other.filter((name) => !replaceable.test(name) && !(name in looked))).toEqual([]);
  expect(Object.keys(looked).filter((name) => !other.includes(name))).toEqual([]);
});

test('nothing that ships runs a program when it is installed, but for what is named', () => {
  const runs = production.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  expect(runs.filter((name) => !(name in runsAtInstall))).toEqual([]);
  expect(JSON.parse(readFileSync('package.json', 'utf8'))).toMatchObject({ scarfSettings: { enabled: false } });
});

test('of what security rests on there is one version', () => {
  for (const name of single) {
    const versions = new Set(production.filter((one) => one.name === name).map(({ version }) => version));
    expect([name, versions.size]).toEqual([name, 1]);
  }
});

test('no package comes from anywhere but the registry, and no version is left open', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies }))
    expect([name, /^[\^~]?\d+\.\d+(\.\d+)?$/.test(range)]).toEqual([name, true]);
});
