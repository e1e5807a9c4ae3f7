import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, encryptionKeys, readConfig } from '#src/config.js';
import { KeyRing, keyIdOf, newKeyLine, SealBroken } from '#src/key-ring.js';

const older = { id: 'k2025', key: Buffer.alloc(32, 1) };
const newer = { id: 'k2026', key: Buffer.alloc(32, 2) };
const reason = '住院手术，医院证明第 3 号';
const place = 'exemptions/3/reason';

describe('a text that few may read', () => {
  test('opens again where it was sealed, and says nothing by its form but which key it needs', () => {
    const ring = new KeyRing([newer, older]);
    const sealed = ring.seal(reason, place);
    expect(ring.open(sealed, place)).toBe(reason);
    expect(keyIdOf(sealed)).toBe('k2026');
    expect(sealed).not.toContain('住院');
    expect(ring.seal(reason, place)).not.toBe(sealed);
    expect(ring.open(ring.seal('', place), place)).toBe('');
  });
  test('does not open in another row', () => {
    const ring = new KeyRing([newer]);
    expect(() => ring.open(ring.seal(reason, place), 'exemptions/4/reason')).toThrow(SealBroken);
  });
  test('does not open when a single character of it was changed', () => {
    const ring = new KeyRing([newer]);
    const sealed = ring.seal(reason, place);
    for (let at = sealed.lastIndexOf(':') + 1; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
      // The last character holds spare bits: only a change that changes the bytes is one.
      const bytes = (text: string) => Buffer.from(text.slice(text.lastIndexOf(':') + 1), 'base64url').toString('hex');
      if (bytes(changed) !== bytes(sealed)) expect(() => ring.open(changed, place)).toThrow(SealBroken);
    }
    for (const broken of ['', reason, 'sealed:k2026:', 'sealed:k2026:AAAA', sealed.slice(0, -4)])
      expect(() => ring.open(broken, place)).toThrow(SealBroken);
  });
  test('sealed with an older key, it opens as long as that key is on the ring', () => {
    const sealed = new KeyRing([older]).seal(reason, place);
    expect(new KeyRing([newer, older]).open(sealed, place)).toBe(reason);
    expect(() => new KeyRing([newer]).open(sealed, place)).toThrow(/k2025 is not in ENCRYPTION_KEYS/);
  });
  test('what does not open is never repeated in what is said about it', () => {
    const ring = new KeyRing([newer]);
    expect(() => ring.open(reason, place)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(reason) }),
    );
  });
});

describe('the keys of the settings', () => {
  test('are read from one line or several, the first for writing', () => {
    const lines = [newKeyLine('k2'), newKeyLine('k1')];
    for (const text of [lines.join(','), `${lines.join('\n')}\n`]) {
      const config = readConfig({ ENCRYPTION_KEYS: text }).encryption;
      const ring = KeyRing.of(config);
      expect([ring.writingId, ring.ids]).toEqual(['k2', ['k2', 'k1']]);
    }
  });
  test.each([
    ['a key that is too short', `a:${Buffer.alloc(16).toString('base64')}`],
    ['two keys of one name', `${newKeyLine('a')},${newKeyLine('a')}`],
    ['no id', Buffer.alloc(32, 5).toString('base64')],
  ])('%s is a mistake, and is not repeated', (_what, text) => {
    expect(() => readConfig({ ENCRYPTION_KEYS: text })).toThrow(ConfigurationError);
    expect(() => readConfig({ ENCRYPTION_KEYS: text })).toThrow(/ENCRYPTION_KEYS/);
    expect(encryptionKeys(text)).not.toContain(text.slice(-20));
  });
  test('MySQL has no file beside it: a missing key is a mistake that says how to make one', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://root@127.0.0.1/pointbook' })).toThrow(/keys new/);
  });
  test('beside an SQLite file a key file is made once, for its owner alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pointbook-'));
    const [said, { error }]: [string[], Console] = [[], { ...console }];
    console.error = (line: string) => void said.push(line);
    try {
      const { encryption } = readConfig({ DATABASE_URL: `sqlite:${join(folder, 'new', 'p.sqlite')}` });
      const sealed = KeyRing.of(encryption).seal(reason, place);
      expect(KeyRing.of(encryption).open(sealed, place)).toBe(reason);
      const file = join(folder, 'new', 'p.sqlite.key');
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(said.filter((line) => line.includes(file))).toHaveLength(1);
      expect(said.join()).not.toContain(readFileSync(file, 'utf8').trim());
    } finally {
      console.error = error;
      rmSync(folder, { recursive: true });
    }
  });
});
