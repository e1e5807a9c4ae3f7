import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, readConfig } from '#src/config.js';
import { isSecret, settingNames } from '#src/settings.js';
import { testKeys } from '../support/database.js';

const folder = mkdtempSync(join(tmpdir(), 'pointbook-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function secretFile(name: string, content: string, mode = 0o600): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

function mistakesOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).mistakes;
  }
}

const ENCRYPTION_KEYS = testKeys;
const url = 'mysql://pointbook:tiger7-lily@db.example.cn:3306/pointbook?ssl=on';

test('a secret is read from a file without the end of its line', () => {
  for (const content of [url, `${url}\n`, `${url}\r\n`])
    expect(readConfig({ ENCRYPTION_KEYS, DATABASE_URL_FILE: secretFile('url', content) }).database).toMatchObject({
      url,
    });
});

test('every secret may be given as a file, and nothing else', () => {
  for (const name of settingNames) {
    const mistakes = mistakesOf({ [`${name}_FILE`]: join(folder, 'absent') });
    if (isSecret(name)) expect(mistakes).toContain(`${name}_FILE: the file cannot be read (ENOENT).`);
    else expect(mistakes.filter((mistake) => mistake.includes('cannot be read'))).toEqual([]);
  }
});

test('given twice, empty, a folder or far too large: each is a mistake, and all are told at once', () => {
  expect(
    mistakesOf({
      DATABASE_URL: url,
      DATABASE_URL_FILE: secretFile('twice', url),
      EVIDENCE_S3_URL: 'https://s3.example.cn/pointbook',
      EVIDENCE_S3_ACCESS_KEY_ID_FILE: secretFile('empty', '\n'),
      EVIDENCE_S3_SECRET_ACCESS_KEY_FILE: folder,
      PORT: 'many',
    }),
  ).toEqual(
    expect.arrayContaining([
      'DATABASE_URL and DATABASE_URL_FILE are both given: name one of them.',
      'EVIDENCE_S3_ACCESS_KEY_ID_FILE: the file is empty.',
      expect.stringMatching(/^EVIDENCE_S3_SECRET_ACCESS_KEY_FILE: the file cannot be read \(EISDIR\)\.$/),
      'PORT must be a whole number from 0 to 65535.',
    ]),
  );
  expect(mistakesOf({ DATABASE_URL_FILE: secretFile('large', 'x'.repeat(70_000)) })).toContain(
    'DATABASE_URL_FILE: the file is larger than 65536 bytes.',
  );
});

test('a file that anybody may read is said, one that anybody may write is refused', () => {
  expect(readConfig({ ENCRYPTION_KEYS, DATABASE_URL_FILE: secretFile('private', url, 0o600) }).warnings).toEqual([]);
  expect(readConfig({ ENCRYPTION_KEYS, DATABASE_URL_FILE: secretFile('group', url, 0o440) }).warnings).toEqual([]);
  expect(readConfig({ ENCRYPTION_KEYS, DATABASE_URL_FILE: secretFile('open', url, 0o444) }).warnings).toEqual([
    'DATABASE_URL_FILE: anybody on this machine may read the file (chmod 600 helps).',
  ]);
  expect(mistakesOf({ ENCRYPTION_KEYS, DATABASE_URL_FILE: secretFile('writable', url, 0o666) })).toEqual([
    'DATABASE_URL_FILE: anybody may write the file; take that right away.',
  ]);
});

test('no mistake repeats what a secret says', () => {
  const sentences = [
    ...mistakesOf({ DATABASE_URL: url, DATABASE_URL_FILE: secretFile('again', url) }),
    ...mistakesOf({ DATABASE_URL_FILE: secretFile('wrong', 'postgres://pointbook:tiger7-lily@host/x') }),
    ...mistakesOf({ EVIDENCE_S3_SECRET_ACCESS_KEY_FILE: secretFile('key', 'tiger7-lily', 0o666) }),
    ...mistakesOf({ EVIDENCE_S3_URL: 'https://me:tiger7-lily@s3.example.cn/pointbook' }),
  ];
  expect(sentences.length).toBeGreaterThan(3);
  expect(sentences.join('\n')).not.toContain('tiger7-lily');
});
