import { dirname, join, resolve } from 'node:path';
import { type ProviderConfig, readProvider } from './provider-config.js';
import { type Mistake, readGiven, type SettingName } from './settings.js';

/**
 * Where the data is kept. A MySQL address may name several hosts, the members of one group. The pool holds at most `poolSize`
 * connections in this process (MySQL only).
 */
export type DatabaseConfig = { kind: 'sqlite'; file: string } | { kind: 'mysql'; url: string; poolSize?: number };

/** Where evidence files are kept: a folder of this machine, or a bucket, named by its address as in https://host/bucket. */
export type EvidenceConfig =
  | { kind: 'folder'; folder: string }
  | { kind: 's3'; url: string; region: string; accessKeyId: string; secretAccessKey: string };

/** Where a ClamAV daemon listens. */
export interface ScannerAddress {
  host: string;
  port: number;
}

/** A key of AES-256, with the name that stands in what was sealed with it. */
export interface EncryptionKey {
  id: string;
  key: Buffer;
}

/** The keys of what is kept sealed, the first for writing; or the file beside an SQLite database that holds them. */
export type EncryptionConfig = { kind: 'keys'; keys: readonly EncryptionKey[] } | { kind: 'file'; file: string };

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What backups are locked and opened with. A machine that only makes backups needs no identity, and should have none. */
export interface BackupConfig {
  recipients: readonly string[];
  passphrase: string | null;
  identities: readonly string[];
}

export interface Config {
  database: DatabaseConfig;
  /** How long the start waits for a database that doesn't answer. */
  databaseWaitSeconds: number;
  backup: BackupConfig;
  evidence: EvidenceConfig;
  /** Looks into every file that others may open; null where the settings name none. */
  scanner: ScannerAddress | null;
  encryption: EncryptionConfig;
  host: string;
  port: number;
  /** The organisation's zone: it decides which day an instant belongs to. The process itself runs in UTC. */
  timeZone: string;
  /** What people type into the browser, such as `https://points.example.cn`; null when nobody told us. */
  publicOrigin: string | null;
  /** Session cookies are sent over https only. Follows the public origin unless SECURE_COOKIE says otherwise. */
  secureCookie: boolean;
  /**
   * How many proxies of our own stand between people and the service. Only as many forwarded addresses are believed, counted
   * from the service outwards; with 0 the peer of the connection is who asks, whatever X-Forwarded-For says.
   */
  proxies: number;
  /** Whether this instance opens and closes months by itself; one of several is enough, and all of them do no harm. */
  jobs: boolean;
  /** Where people may sign in besides; null: with their passwords only. */
  provider: ProviderConfig | null;
  /** What one account may ask in a minute, of everything and of what is costly; an address may ask four times as much. */
  requestsPerMinute: number;
  costlyRequestsPerMinute: number;
  /** From which wait on the service turns requests away rather than let them queue. */
  busyAfterMilliseconds: number;
  /** Whoever shows it may read the metrics; null: nobody, and there is no such page. */
  metricsToken: string | null;
  /** How long the service answers that it isn't ready before it stops listening, so that proxies send nobody any more. */
  drainSeconds: number;
  logLevel: (typeof logLevels)[number];
  /** What an operator should know although the service starts, one sentence each. */
  warnings: readonly string[];
}

/** What the settings are injected by: an interface has no name at run time. */
export const CONFIG = Symbol('Config');

/** The service must not start as it is set up. `mistakes` holds one sentence each, all of them at once. */
export class ConfigurationError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(`The service cannot start:\n${mistakes.map((mistake) => `- ${mistake}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/** Reads the environment and the files that it names secrets in. Throws one ConfigurationError that lists every mistake. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const { config, mistakes } = readSettings(env);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  return config;
}

/** The same without throwing: what is mistaken has a value of no meaning in the settings. */
export function readSettings(env: NodeJS.ProcessEnv): { config: Config; mistakes: string[] } {
  const mistakes: string[] = [];
  const warnings: string[] = [];
  const mistake = <T>(sentence: string, instead: T): T => {
    mistakes.push(sentence);
    return instead;
  };
  const given = readGiven(env, mistake, (sentence) => warnings.push(sentence));
  const text: Text = (name) => given.get(name)?.text;

  const publicOrigin = readOrigin(text('PUBLIC_ORIGIN'), mistake);
  const poolSize = readWhole('DATABASE_POOL_SIZE', text, 2, 200, 15, mistake);
  const database = readDatabase(text('DATABASE_URL'), poolSize, mistake);
  const config: Config = {
    database,
    databaseWaitSeconds: readWhole('DATABASE_WAIT_SECONDS', text, 0, 3600, 60, mistake),
    backup: readBackup(text, mistake),
    evidence: readEvidence(text, database, mistake),
    scanner: readScanner(text('EVIDENCE_SCANNER'), mistake),
    encryption: readEncryption(text('ENCRYPTION_KEYS'), database, mistake),
    host: text('HOST') ?? '127.0.0.1',
    port: readWhole('PORT', text, 0, 65_535, 3000, mistake),
    timeZone: readTimeZone(text('TIME_ZONE') ?? 'Asia/Shanghai', mistake),
    publicOrigin,
    secureCookie: readSwitch('SECURE_COOKIE', text, publicOrigin?.startsWith('https:') ?? false, mistake),
    proxies: readWhole('PROXIES', text, 0, 5, 0, mistake),
    jobs: readSwitch('JOBS', text, true, mistake),
    provider: readProvider(text, publicOrigin, mistake),
    requestsPerMinute: readWhole('REQUESTS_PER_MINUTE', text, 60, 1_000_000, 30_000, mistake),
    costlyRequestsPerMinute: readWhole('COSTLY_REQUESTS_PER_MINUTE', text, 5, 1_000_000, 600, mistake),
    busyAfterMilliseconds: readWhole('BUSY_AFTER_MILLISECONDS', text, 50, 60_000, 250, mistake),
    metricsToken: readToken('METRICS_TOKEN', text, mistake),
    drainSeconds: readWhole('DRAIN_SECONDS', text, 0, 60, 0, mistake),
    logLevel: readLogLevel(text('LOG_LEVEL') ?? 'info', mistake),
    warnings,
  };
  checkTogether(config, mistake, (sentence) => warnings.push(sentence));
  return { config, mistakes };
}

type Text = (name: SettingName) => string | undefined;

/** Settings that are right one by one and wrong beside one another. */
function checkTogether(config: Config, mistake: Mistake, warn: (sentence: string) => void): void {
  const { publicOrigin, secureCookie, proxies, host } = config;
  const isHttps = publicOrigin?.startsWith('https:') ?? false;
  if (secureCookie && publicOrigin !== null && !isHttps)
    mistake('SECURE_COOKIE is on and PUBLIC_ORIGIN has no https: nobody could sign in.', null);
  if (isHttps && !secureCookie)
    warn('SECURE_COOKIE is off although PUBLIC_ORIGIN has https: cookies may be overheard.');
  if (isHttps && proxies === 0)
    warn('PROXIES is 0 although https needs a proxy in front: everybody would count as one address.');
  if (publicOrigin !== null && !isHttps && !/\/\/(localhost|127\.|\[::1\])/.test(publicOrigin))
    warn('PUBLIC_ORIGIN has no https: passwords and results may be overheard on the way.');
  if (publicOrigin === null && !['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::'].includes(host))
    warn('PUBLIC_ORIGIN is not given: the host that a request names decides whether it comes from our own pages.');
}

function readDatabase(value: string | undefined, poolSize: number, mistake: Mistake): DatabaseConfig {
  const sqlite = (file: string): DatabaseConfig => ({ kind: 'sqlite', file: resolve(file) });
  if (value === undefined) return sqlite('data/pointbook.sqlite');
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(value)?.[1];
  if (file === ':memory:')
    return mistake('DATABASE_URL: an SQLite database in memory would be lost at the end; name a file.', sqlite('x'));
  if (file !== undefined) return sqlite(file);
  const addresses = mysqlAddresses(value);
  if (addresses.length === 0)
    return mistake(
      'DATABASE_URL must look like mysql://user:password@host:3306/pointbook or sqlite:path.',
      sqlite('x'),
    );
  const [{ pathname, searchParams }] = addresses as [URL];
  const mistakes = [
    /^\/[A-Za-z0-9_]{1,64}$/.test(pathname)
      ? []
      : 'must name a database of letters, digits and _, as in mysql://host/pointbook.',
    new Set(addresses.map(({ hostname, port }) => `${hostname}:${port || 3306}`)).size === addresses.length
      ? []
      : 'names a host twice.',
    ['on', 'off'].includes(searchParams.get('ssl') ?? (addresses.every(isHere) ? 'off' : ''))
      ? []
      : 'names another machine: add ?ssl=on, or ?ssl=off where the way there belongs to nobody else.',
  ].flat();
  for (const sentence of mistakes) mistake(`DATABASE_URL ${sentence}`, null);
  return mistakes.length > 0 ? sqlite('x') : { kind: 'mysql', url: value, poolSize };
}

const isHere = ({ hostname }: URL): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** `mysql://user:password@host1:3306,host2/name` as one address for each of its hosts; none for what is no address of MySQL. */
export function mysqlAddresses(url: string): URL[] {
  const [, before = '', hosts = '', after = ''] = /^(mysql:\/\/(?:[^/?#]*@)?)([^/?#]+)(.*)$/.exec(url) ?? [];
  const addresses = hosts.split(',').map((host) => before + host + after);
  return hosts.split(',').every(Boolean) && addresses.every((address) => URL.canParse(address))
    ? addresses.map((address) => new URL(address))
    : [];
}

function readBackup(text: Text, mistake: Mistake): BackupConfig {
  const words = (name: SettingName): string[] =>
    text(name)
      ?.split(/[\s,]+/)
      .filter(Boolean) ?? [];
  const config = {
    recipients: words('BACKUP_RECIPIENTS'),
    passphrase: text('BACKUP_PASSPHRASE') ?? null,
    // The file that `backup key` writes says in lines with # what it is.
    identities: words('BACKUP_IDENTITY').filter((word) => word.startsWith('AGE-SECRET-KEY-')),
  };
  if (config.recipients.some((recipient) => !/^age1[0-9a-z]{20,}$/.test(recipient)))
    mistake('BACKUP_RECIPIENTS must be keys that begin with age1, with blanks between.', null);
  if (config.passphrase !== null && config.passphrase.length < 12)
    mistake('BACKUP_PASSPHRASE must have at least 12 characters: who finds a backup has all the time to guess.', null);
  if (text('BACKUP_IDENTITY') !== undefined && config.identities.length === 0)
    mistake('BACKUP_IDENTITY must hold a key that begins with AGE-SECRET-KEY-.', null);
  return config;
}

/** Beside the SQLite file by default, so that what belongs together is saved together. */
function readEvidence(text: Text, database: DatabaseConfig, mistake: Mistake): EvidenceConfig {
  const folder = text('EVIDENCE_DIR');
  const url = text('EVIDENCE_S3_URL');
  const beside = database.kind === 'sqlite' ? join(dirname(database.file), 'evidence') : resolve('data/evidence');
  const instead: EvidenceConfig = { kind: 'folder', folder: folder === undefined ? beside : resolve(folder) };
  const keys = ['EVIDENCE_S3_ACCESS_KEY_ID', 'EVIDENCE_S3_SECRET_ACCESS_KEY'] as const;
  if (url === undefined) {
    for (const key of keys) if (text(key)) mistake(`${key} is for a bucket: name it in EVIDENCE_S3_URL.`, null);
    return instead;
  }
  if (folder !== undefined)
    mistake('EVIDENCE_DIR and EVIDENCE_S3_URL: evidence is kept in one place; name one of them.', null);
  for (const key of keys) if (!text(key)) mistake(`${key} is missing beside EVIDENCE_S3_URL.`, null);
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const isBucket =
    address && /^https?:$/.test(address.protocol) && /^(\/[\w.-]+)+\/?$/.test(address.pathname) && !address.search;
  if (!isBucket || address.username || address.password)
    return mistake(
      'EVIDENCE_S3_URL must be the address of a bucket without keys in it, such as https://s3.example.cn/pointbook.',
      instead,
    );
  return {
    kind: 's3',
    url: address.href.replace(/\/$/, ''),
    region: text('EVIDENCE_S3_REGION') ?? 'us-east-1',
    accessKeyId: text(keys[0]) ?? '',
    secretAccessKey: text(keys[1]) ?? '',
  };
}

function readScanner(value: string | undefined, mistake: Mistake): ScannerAddress | null {
  if (value === undefined) return null;
  const address = URL.canParse(value) ? new URL(value) : undefined;
  if (address?.protocol !== 'clamd:' || !address.hostname || address.pathname.length > 1)
    return mistake('EVIDENCE_SCANNER must name a ClamAV daemon, as in clamd://127.0.0.1:3310.', null);
  return { host: address.hostname.replace(/^\[|\]$/g, ''), port: address.port === '' ? 3310 : Number(address.port) };
}

/** On SQLite a file beside the database will do; several instances on MySQL must be given the same keys. */
function readEncryption(value: string | undefined, database: DatabaseConfig, mistake: Mistake): EncryptionConfig {
  const none: EncryptionConfig = { kind: 'keys', keys: [] };
  if (value !== undefined) {
    const keys = encryptionKeys(value);
    return typeof keys === 'string' ? mistake(`ENCRYPTION_KEYS: ${keys}`, none) : { kind: 'keys', keys };
  }
  if (database.kind === 'sqlite') return { kind: 'file', file: `${database.file}.key` };
  return mistake(
    'ENCRYPTION_KEYS is missing: “npm run pointbook -- keys new” prints one. Keep it apart from the database.',
    none,
  );
}

/** Reads `id:base64` keys, one a line or with commas between; the sentence that says what is wrong never repeats a key. */
export function encryptionKeys(value: string): EncryptionKey[] | string {
  const lines = value.split(/[\s,]+/).filter((line) => line !== '');
  if (lines.length === 0) return 'there is no key in it.';
  const keys = lines.map((line) => {
    const [, id = '', encoded = ''] = /^([a-z0-9-]{1,20}):([A-Za-z0-9+/]{43}=)$/.exec(line) ?? [];
    return { id, key: Buffer.from(encoded, 'base64') };
  });
  if (keys.some(({ key }) => key.length !== 32))
    return 'each key is written id:base64, with an id of a-z, 0-9 and -, and 32 bytes.';
  const ids = new Set(keys.map(({ id }) => id));
  return ids.size < keys.length ? 'two keys have the same id.' : keys;
}

function readOrigin(value: string | undefined, mistake: Mistake): string | null {
  if (value === undefined) return null;
  const origin = URL.canParse(value) ? new URL(value) : undefined;
  if (origin && /^https?:$/.test(origin.protocol) && origin.pathname === '/' && !origin.search) return origin.origin;
  return mistake('PUBLIC_ORIGIN must be an address without a path, such as https://points.example.cn.', null);
}

function readWhole(
  name: SettingName,
  text: Text,
  least: number,
  most: number,
  otherwise: number,
  mistake: Mistake,
): number {
  const value = text(name);
  if (value === undefined) return otherwise;
  if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  return mistake(`${name} must be a whole number from ${least} to ${most}.`, otherwise);
}

function readSwitch(name: SettingName, text: Text, otherwise: boolean, mistake: Mistake): boolean {
  const value = text(name);
  if (value === undefined) return otherwise;
  if (value === 'on' || value === 'off') return value === 'on';
  return mistake(`${name} must be on or off.`, otherwise);
}

function readToken(name: SettingName, text: Text, mistake: Mistake): string | null {
  const value = text(name);
  if (value === undefined) return null;
  if (/^[\x21-\x7e]{16,200}$/.test(value)) return value;
  return mistake(`${name} must be 16 to 200 characters without blanks.`, null);
}

function readTimeZone(value: string, mistake: Mistake): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return mistake('TIME_ZONE must be a zone such as Asia/Shanghai.', value);
  }
}

function readLogLevel(value: string, mistake: Mistake): Config['logLevel'] {
  return (
    logLevels.find((level) => level === value) ?? mistake(`LOG_LEVEL must be one of ${logLevels.join(', ')}.`, 'info')
  );
}
