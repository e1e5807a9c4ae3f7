import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, readConfig, readSettings } from '#src/config.js';
import { configCommand } from '#src/config-command.js';
import { isSecret, misspelt, settingNames, settings } from '#src/settings.js';
import { checkedConfig } from '#src/start-checks.js';
import { freshConfig, testKeys } from '../support/database.js';

const folder = mkdtempSync(join(tmpdir(), 'pointbook-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const mistakesOf = async (env: NodeJS.ProcessEnv): Promise<readonly string[]> => {
  const error = await checkedConfig(env).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error !== null) expect(error).toBeInstanceOf(ConfigurationError);
  return error === null ? [] : (error as ConfigurationError).mistakes;
};

describe('a name that is almost one of ours', () => {
  test.each([
    ['EVIDENCE_S3_URI', 'EVIDENCE_S3_URL'],
    ['database_url', 'DATABASE_URL'],
    ['DATABASE_ULR', 'DATABASE_URL'],
    ['DATABASE_URL_FIEL', 'DATABASE_URL_FILE'],
    ['SECURE_COOKIES', 'SECURE_COOKIE'],
    ['TIMEZONE', 'TIME_ZONE'],
    ['METRIC_TOKEN', 'METRICS_TOKEN'],
    ['Port', 'PORT'],
  ])('%s is told: %s', (name, meant) => {
    expect(misspelt([name])).toEqual([[name, meant]]);
    expect(readSettings({ [name]: 'x' }).mistakes).toContain(
      `${name} is no setting of this service: was ${meant} meant?`,
    );
  });

  test.each(['PATH', 'HOME', 'POST', 'HOSTNAME', 'PORTS', 'TZ', 'DATABASE_HOST', 'DATABASE_PORT', 'DATABASE_NAME'])(
    '%s is somebody else’s',
    (name) => expect(misspelt([name])).toEqual([]),
  );
});

describe('settings beside one another', () => {
  const warningsOf = (env: NodeJS.ProcessEnv) => readConfig(env).warnings.map((sentence) => sentence.split(' ')[0]);

  test('a cookie for https alone and an address without it: nobody could sign in', () => {
    const { mistakes } = readSettings({ PUBLIC_ORIGIN: 'http://points.example.cn', SECURE_COOKIE: 'on' });
    expect(mistakes).toEqual(['SECURE_COOKIE is on and PUBLIC_ORIGIN has no https: nobody could sign in.']);
  });

  test('what works and is not wise is said', () => {
    const https = { PUBLIC_ORIGIN: 'https://points.example.cn' };
    expect(warningsOf({ ...https, PROXIES: '1' })).toEqual([]);
    expect(warningsOf(https)).toEqual(['PROXIES']);
    expect(warningsOf({ ...https, PROXIES: '1', SECURE_COOKIE: 'off' })).toEqual(['SECURE_COOKIE']);
    expect(warningsOf({ PUBLIC_ORIGIN: 'http://points.example.cn' })).toEqual(['PUBLIC_ORIGIN']);
    expect(warningsOf({ PUBLIC_ORIGIN: 'http://localhost:3000' })).toEqual([]);
    expect(warningsOf({ HOST: '10.0.0.7' })).toEqual(['PUBLIC_ORIGIN']);
  });
});

describe('before anything is migrated', () => {
  test('all mistakes are told at once, also those of what the settings name', async () => {
    const file = join(folder, 'in-the-way');
    writeFileSync(file, '');
    const mistakes = await mistakesOf({
      DATABASE_URL: 'mysql://pointbook:tiger7-lily@127.0.0.1:1/pointbook',
      EVIDENCE_DIR: join(file, 'evidence'),
      ENCRYPTION_KEYS: 'no key',
      METRICS_TOKEN: 'short',
      REQUESTS_PER_MINUTE: '1',
      TIME_ZONE: 'Mars',
      EVIDENCE_S3_URI: 'x',
    });
    const begins = mistakes.map((mistake) => mistake.split(/[ :]/)[0]).sort();
    expect(begins).toEqual([
      ...['DATABASE_URL', 'ENCRYPTION_KEYS', 'EVIDENCE_DIR', 'EVIDENCE_S3_URI', 'METRICS_TOKEN'],
      ...['REQUESTS_PER_MINUTE', 'TIME_ZONE'],
    ]);
    expect(mistakes.join()).not.toMatch(/tiger7-lily|no key/);
  });

  test('a bucket that does not answer is told, without its key', async () => {
    const mistakes = await mistakesOf({
      DATABASE_URL: `sqlite:${join(folder, 'x.sqlite')}`,
      ENCRYPTION_KEYS: testKeys,
      EVIDENCE_S3_URL: 'http://127.0.0.1:1/pointbook',
      EVIDENCE_S3_ACCESS_KEY_ID: 'tiger7',
      EVIDENCE_S3_SECRET_ACCESS_KEY: 'tiger7-lily',
    });
    expect(mistakes).toEqual([expect.stringMatching(/^EVIDENCE_S3_URL: /)]);
    expect(mistakes.join()).not.toContain('tiger7');
  });

  test('settings that are right are the ones that are used, and nothing is left behind in the store', async () => {
    const { config, drop } = freshConfig();
    const database = config.database.kind === 'mysql' ? config.database.url : `sqlite:${config.database.file}`;
    const evidence = join(folder, 'evidence');
    const env = { DATABASE_URL: database, ENCRYPTION_KEYS: testKeys, EVIDENCE_DIR: evidence, PORT: '0' };
    expect(await checkedConfig(env)).toEqual(readConfig(env));
    const left = execFileSync('find', [evidence, '-type', 'f'], { encoding: 'utf8' });
    expect(left).toBe('');
    await drop();
  });
});

describe('the command that prints the settings in force', () => {
  test('shows every setting, where it comes from, and no secret', () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'tiger7-lily-of-the-metrics\n');
    chmodSync(file, 0o600);
    const { text, failed } = configCommand({
      DATABASE_URL: 'mysql://pointbook:tiger7-lily@db.example.cn:3306/pointbook?ssl=on',
      ENCRYPTION_KEYS: testKeys,
      METRICS_TOKEN_FILE: file,
      PROXIES: '2',
    });
    expect(failed).toBe(false);
    for (const name of settingNames) expect(text).toMatch(new RegExp(`^${name} `, 'm'));
    expect(text).toMatch(/^DATABASE_URL +mysql:\/\/••••:••••@db\.example\.cn:3306\/pointbook$/m);
    expect(text).toMatch(new RegExp(`^METRICS_TOKEN +•••• +from ${file}$`, 'm'));
    expect(text).toMatch(/^PROXIES +2$/m);
    expect(text).toMatch(/^PORT +\(not given\) 3000$/m);
    expect(text).not.toMatch(new RegExp(`tiger7|${testKeys.split(':')[1]!.slice(0, 20)}`));
  });

  test('ends with what is wrong, as an operator types it', () => {
    const run = () =>
      execFileSync(process.execPath, ['dist/command-line.js', 'config'], {
        env: { PATH: process.env.PATH, DATABASE_URL: 'postgres://x:tiger7@y/z', PORT: 'many' },
        encoding: 'utf8',
      });
    const failed = (() => {
      try {
        return { stdout: run(), status: 0 };
      } catch (error) {
        return error as { stdout: string; status: number };
      }
    })();
    expect(failed.status).toBe(1);
    expect(failed.stdout).toMatch(/^Wrong: DATABASE_URL must look like/m);
    expect(failed.stdout).toMatch(/^Wrong: PORT must be a whole number/m);
    expect(failed.stdout).not.toContain('tiger7');
  });
});

test('the manual names every setting as the program does', () => {
  const manual = readFileSync('docs/operation.md', 'utf8');
  const rows = manual.split('\n').filter((line) => /^\| `[A-Z0-9_]+`/.test(line));
  const cells = rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(cells).toEqual(
    settingNames.map((name) => [
      `\`${name}\`${isSecret(name) ? ' 🔑' : ''}`,
      settings[name].says.replaceAll('|', '\\|'),
      settings[name].otherwise,
    ]),
  );
});
