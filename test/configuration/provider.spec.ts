import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, readConfig } from '#src/config.js';

const whole = {
  PUBLIC_ORIGIN: 'https://points.example.cn',
  OIDC_ISSUER: 'https://id.example.cn/realms/county',
  OIDC_CLIENT_ID: 'pointbook',
  OIDC_CLIENT_SECRET: 'a secret',
};

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigurationError).mistakes;
  }
}

test('without a word of a provider people sign in with their passwords', () => {
  expect(readConfig({ PUBLIC_ORIGIN: whole.PUBLIC_ORIGIN }).provider).toBeNull();
});

test('issuer, name and secret are enough; the button says the host, and no second factor counts', () => {
  expect(readConfig(whole).provider).toEqual({
    issuer: 'https://id.example.cn/realms/county',
    clientId: 'pointbook',
    clientSecret: 'a secret',
    label: 'id.example.cn',
    scopes: 'openid',
    secondFactorAmr: [],
    secondFactorAcr: [],
  });
  const more = { OIDC_LABEL: '统一身份认证', OIDC_SCOPES: 'openid  profile', OIDC_SECOND_FACTOR_AMR: 'mfa, otp' };
  expect(readConfig({ ...whole, ...more, OIDC_SECOND_FACTOR_ACR: 'gold' }).provider).toMatchObject({
    label: '统一身份认证',
    scopes: 'openid profile',
    secondFactorAmr: ['mfa', 'otp'],
    secondFactorAcr: ['gold'],
  });
});

test('the secret may be in a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'pointbook-')), 'secret');
  writeFileSync(file, 'from a file\n', { mode: 0o600 });
  const { OIDC_CLIENT_SECRET: _, ...rest } = whole;
  expect(readConfig({ ...rest, OIDC_CLIENT_SECRET_FILE: file }).provider?.clientSecret).toBe('from a file');
});

test('an issuer keeps its slash at the end: it is compared letter by letter', () => {
  expect(readConfig({ ...whole, OIDC_ISSUER: 'https://id.example.cn/' }).provider?.issuer).toBe(
    'https://id.example.cn/',
  );
});

test('plain http is for a provider on this very machine', () => {
  for (const issuer of ['http://127.0.0.1:8080', 'http://localhost:8080/realms/x', 'http://[::1]:1'])
    expect([issuer, mistakesOf({ ...whole, OIDC_ISSUER: issuer })]).toEqual([issuer, []]);
  for (const issuer of [
    'http://id.example.cn',
    'http://127.0.0.1.example.cn',
    'http://localhost.example.cn',
    'http://10.0.0.1',
  ])
    expect([issuer, mistakesOf({ ...whole, OIDC_ISSUER: issuer })]).toEqual([
      issuer,
      ['OIDC_ISSUER must begin with https; http is for a provider on this very machine.'],
    ]);
});

test('all mistakes are told at once, and none tells the secret', () => {
  const mistakes = mistakesOf({
    OIDC_CLIENT_SECRET: 'a secret',
    OIDC_ISSUER: 'https://user:password@id.example.cn/?x',
    OIDC_LABEL: '长'.repeat(31),
    OIDC_SCOPES: 'profile',
  });
  expect(mistakes).toHaveLength(5);
  for (const name of ['OIDC_CLIENT_ID', 'PUBLIC_ORIGIN', 'OIDC_ISSUER must', 'OIDC_LABEL', 'OIDC_SCOPES'])
    expect(mistakes.join('\n')).toContain(name);
  expect(mistakes.join('\n')).not.toMatch(/a secret|password/);
  expect(mistakesOf({ OIDC_LABEL: '统一身份认证' })).toHaveLength(4);
});
