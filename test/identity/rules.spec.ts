import { dictionary } from '@zxcvbn-ts/language-common';
import { isCommon } from '#src/identity/common-passwords.js';
import { newPasswordProblems } from '#src/identity/new-password.js';
import { hashPassword, oneTimePassword, passwordFits } from '#src/identity/passwords.js';
import { mayComeFrom } from '#src/identity/same-origin.js';
import { isFresh } from '#src/identity/session-times.js';
import { signInNameOf, signInNamePattern } from '#src/identity/sign-in-name.js';
import { countTry, lockMinutesAfter, type Tries } from '#src/identity/tries.js';

const now = '2026-11-05T02:00:00.000Z';

describe('how long an account waits', () => {
  test('nothing for four failures, then 1, 2, 4, 8 and never more than 15 minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2_000_000].map(lockMinutesAfter)).toEqual([
      0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15,
    ]);
  });

  test('a try while it waits does not make it wait longer', () => {
    const waiting: Tries = { failedSignIns: 5, lockedUntil: '2026-11-05T02:00:00.001Z' };
    expect(countTry(waiting, now)).toEqual({ allowed: false, until: '2026-11-05T02:00:00.001Z' });
    expect(countTry({ ...waiting, lockedUntil: now }, now)).toEqual({
      allowed: true,
      next: { failedSignIns: 6, lockedUntil: '2026-11-05T02:02:00.000Z' },
    });
  });
});

test('a proof of the password is fresh for ten minutes, also when the clock was put back meanwhile', () => {
  expect(isFresh('2026-11-05T01:50:00.001Z', now)).toBe(true);
  expect(isFresh('2026-11-05T01:50:00.000Z', now)).toBe(false);
  expect(isFresh('2026-11-05T02:09:59.999Z', now)).toBe(true); // another instance's clock may be a little ahead
  expect(isFresh('2026-11-05T02:10:00.000Z', now)).toBe(false);
});

describe('where a request may come from', () => {
  const host = 'points.example.cn';
  test.each([
    // method, sec-fetch-site, origin, allowed
    ['POST', 'same-origin', undefined, true],
    ['POST', 'none', undefined, true],
    ['POST', 'same-site', undefined, false],
    ['POST', 'cross-site', undefined, false],
    ['POST', 'cross-site', 'https://points.example.cn', false],
    ['POST', '', 'https://points.example.cn', false],
    ['POST', 'Same-Origin', undefined, false],
    ['POST', undefined, 'https://points.example.cn', true],
    ['POST', undefined, 'http://points.example.cn', true],
    ['POST', undefined, 'https://public.example.cn', true],
    ['POST', undefined, 'https://public.example.cn.evil.example', false],
    ['POST', undefined, 'https://evil.example', false],
    ['POST', undefined, 'https://points.example.cn:8443', false],
    ['POST', undefined, 'null', false],
    ['POST', undefined, '', false],
    ['POST', undefined, undefined, true],
    ['PUT', 'cross-site', undefined, false],
    ['DELETE', 'cross-site', undefined, false],
    ['PATCH', 'cross-site', undefined, false],
    ['PROPFIND', 'cross-site', undefined, false],
    ['GET', 'cross-site', 'https://evil.example', true],
    ['HEAD', 'cross-site', undefined, true],
  ])('%s with Sec-Fetch-Site %s and Origin %s: %s', (method, secFetchSite, origin, allowed) => {
    expect(mayComeFrom({ method, host, origin, secFetchSite }, 'https://public.example.cn')).toBe(allowed);
  });
});

describe('passwords', () => {
  test('fit only their own hash, which is argon2id with 19 MiB and two passes', async () => {
    const hash = await hashPassword('blue lantern 1911');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hashPassword('blue lantern 1911')).not.toBe(hash);
    expect(await passwordFits(hash, 'blue lantern 1911')).toBe(true);
    expect(await passwordFits(hash, 'ｂｌｕｅ lantern １９１１')).toBe(true);
    expect(await passwordFits(hash, 'Blue lantern 1911')).toBe(false);
    for (const none of [undefined, '', 'none', 'blue lantern 1911'])
      expect(await passwordFits(none, 'blue lantern 1911')).toBe(false);
  });

  test('made for one use have 16 letters that can not be confused, and pass as new passwords themselves', () => {
    const made = Array.from({ length: 2000 }, oneTimePassword);
    for (const password of made) expect(password).toMatch(/^[a-hkm-np-z2-8]{16}$/);
    expect(new Set(made).size).toBe(2000);
    expect(new Set(made.join('')).size).toBe(29);
  });

  const about = { signInName: '李', currentPassword: 'mfk3w8', lengthMin: 10, words: ['云川县机关党委'] };
  const codes = (password: string) => newPasswordProblems(password, about).map(({ code }) => code);

  test.each([
    '党的生日是七月一日不会忘',
    'correct horse',
    '李家的灯笼是蓝色的吧呀',
    '          x y z',
    '🦊🐼🦉🐢 🐙🦋🐝🐞🦀',
    'ＡＢＣ　ｄｅｆ　ｇｈｉ',
  ])('may be any ten characters that nobody would try first: %s', (good) => expect(codes(good)).toEqual([]));

  test.each([
    '１２３４５６７８９０',
    'password2026',
    'Sunshine!!1',
    'dragon2026!?',
    'qwertyuiop',
    'passwordpassword',
    'ababababababab',
  ])('that is tried first is refused, with figures behind it, twice, or in full width: %s', (poor) =>
    expect(codes(poor)).toContain('common'),
  );

  test('with the names of the service or the organisation in it is refused', () => {
    expect(codes('Pointbook is mine')).toEqual(['containsOrganisation']);
    expect(codes('云川县机关党委的门牌')).toEqual(['containsOrganisation']);
    expect(codes('第三党支部是我家呀')).toContain('containsOrganisation');
  });

  test('the list of common ones has more than three thousand that are long enough to be chosen', () => {
    const long = dictionary['passwords-common'].filter((password) => [...password].length >= 8);
    expect(long.length).toBeGreaterThan(3000);
    expect(long.filter((password) => !isCommon(password))).toEqual([]);
  });
});

describe('sign-in names', () => {
  test('have one spelling', () => {
    expect(signInNameOf(' ＺHANG.Wei　')).toBe('zhang.wei');
    for (const name of ['zhang.wei', '阿卜杜拉·买买提', 'a', '13', 'li_si@office']) {
      expect([name, signInNamePattern.test(name)]).toEqual([name, true]);
      expect(signInNameOf(signInNameOf(name))).toBe(signInNameOf(name));
    }
  });

  test.each([
    '',
    '.a',
    'a.',
    'a b',
    'a\u200bb',
    'a\u0000',
    "' OR 1=1 --",
    '<script>',
    '=1',
    'a/b',
    'x'.repeat(65),
    '\ud83d\ude00',
  ])('can not be %j', (name) => expect(signInNamePattern.test(signInNameOf(name))).toBe(false));
});
