import { isIP } from 'node:net';
import type { Mistake, SettingName } from './settings.js';

/** The OpenID Connect provider through which people may sign in, and what of its word counts. */
export interface ProviderConfig {
  /** Exactly as the provider says it of itself: an identity is its issuer and its subject. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What stands on the button. */
  label: string;
  scopes: string;
  /** Each of these words in `amr`, or values of `acr`, means that a second factor was asked for there. */
  secondFactorAmr: readonly string[];
  secondFactorAcr: readonly string[];
}

type Text = (name: SettingName) => string | undefined;

const needed = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
const besides = ['OIDC_LABEL', 'OIDC_SCOPES', 'OIDC_SECOND_FACTOR_AMR', 'OIDC_SECOND_FACTOR_ACR'] as const;

/** The provider as the settings name it; null when they name none. Every mistake is told. */
export function readProvider(text: Text, publicOrigin: string | null, mistake: Mistake): ProviderConfig | null {
  if (![...needed, ...besides].some((name) => text(name) !== undefined)) return null;
  for (const name of needed)
    if (text(name) === undefined) mistake(`${name} is missing beside the other OIDC_ settings.`, null);
  if (publicOrigin === null) mistake('PUBLIC_ORIGIN is missing: OIDC_ISSUER sends people back to it.', null);
  const issuer = readIssuer(text('OIDC_ISSUER'), mistake);
  return {
    issuer,
    clientId: text('OIDC_CLIENT_ID') ?? '',
    clientSecret: text('OIDC_CLIENT_SECRET') ?? '',
    label: readLabel(text('OIDC_LABEL') ?? hostOf(issuer), mistake),
    scopes: readScopes(text('OIDC_SCOPES') ?? 'openid', mistake),
    secondFactorAmr: wordsOf(text('OIDC_SECOND_FACTOR_AMR')),
    secondFactorAcr: wordsOf(text('OIDC_SECOND_FACTOR_ACR')),
  };
}

const wordsOf = (value = ''): string[] => value.split(/[\s,]+/).filter(Boolean);
const hostOf = (issuer: string): string => (URL.canParse(issuer) ? new URL(issuer).host : '');

function readIssuer(value: string | undefined, mistake: Mistake): string {
  if (value === undefined) return '';
  const address = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = address && !address.search && !address.hash && !address.username && !address.password;
  if (!address || !isPlain || !/^https?:$/.test(address.protocol) || value.length > 255)
    return mistake('OIDC_ISSUER must be the address of the provider, such as https://id.example.cn/realms/county.', '');
  if (address.protocol === 'http:' && !isLoopback(address.hostname))
    return mistake('OIDC_ISSUER must begin with https; http is for a provider on this very machine.', '');
  return value;
}

function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

function readLabel(value: string, mistake: Mistake): string {
  return [...value].length <= 30 ? value : mistake('OIDC_LABEL must fit on a button: at most 30 characters.', '');
}

function readScopes(value: string, mistake: Mistake): string {
  const scopes = wordsOf(value);
  if (!scopes.includes('openid')) return mistake('OIDC_SCOPES must hold openid.', 'openid');
  return scopes.join(' ');
}
