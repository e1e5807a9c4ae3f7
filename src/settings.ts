import { readFileSync, statSync } from 'node:fs';
import { distance } from './nearest.js';

/** One variable of the environment. */
export interface Setting {
  /** What it decides, in a sentence: `docs/operation.md` and `npm run pointbook -- config` print it. */
  says: string;
  /** What holds when it isn't given, in words. */
  otherwise: string;
  /** Never printed, and may be given as a file: `NAME_FILE` names it. */
  secret?: true;
}

/** Every variable that the service reads. A setting that isn't in this table can't be read. */
export const settings = {
  DATABASE_URL: {
    says: 'Where the data is kept: `sqlite:path` or `mysql://user:password@host:3306/pointbook`, with commas between the hosts of a group; another machine with `?ssl=on`.',
    otherwise: 'sqlite:data/pointbook.sqlite',
    secret: true,
  },
  DATABASE_POOL_SIZE: {
    says: 'How many connections to MySQL one instance opens at most, 2 to 200.',
    otherwise: '15',
  },
  DATABASE_WAIT_SECONDS: {
    says: 'How long the start waits for a database that does not answer before it gives up, 0 to 3600.',
    otherwise: '60',
  },
  EVIDENCE_DIR: { says: 'The folder for evidence files.', otherwise: 'evidence, beside the SQLite file or in data' },
  EVIDENCE_S3_URL: {
    says: 'The address of a bucket for evidence files, such as `https://s3.example.cn/pointbook`, instead of a folder.',
    otherwise: 'none: evidence is kept in a folder',
  },
  EVIDENCE_SCANNER: {
    says: 'A ClamAV daemon that looks into every file before it is kept, such as `clamd://127.0.0.1:3310`; while it is away no file is taken.',
    otherwise: 'none',
  },
  EVIDENCE_S3_REGION: { says: 'The region of the bucket.', otherwise: 'us-east-1' },
  EVIDENCE_S3_ACCESS_KEY_ID: { says: 'Which key the bucket is opened with.', otherwise: 'none', secret: true },
  EVIDENCE_S3_SECRET_ACCESS_KEY: { says: 'The key of the bucket.', otherwise: 'none', secret: true },
  ENCRYPTION_KEYS: {
    says: 'The keys of what is kept sealed, `id:base64key` and older ones behind commas; the first one writes.',
    otherwise: 'with SQLite a file beside the database, with MySQL there is none and the service does not start',
    secret: true,
  },
  HOST: { says: 'The address of this machine on which the service listens.', otherwise: '127.0.0.1' },
  PORT: { says: 'The port on which the service listens; 0 takes any that is free.', otherwise: '3000' },
  TIME_ZONE: {
    says: 'The zone of the organisation: it decides which day and month it is.',
    otherwise: 'Asia/Shanghai',
  },
  PUBLIC_ORIGIN: {
    says: 'What people type into the browser, such as `https://points.example.cn`.',
    otherwise: 'unknown: the host that a request names counts',
  },
  SECURE_COOKIE: {
    says: 'Whether session cookies travel over https only, `on` or `off`.',
    otherwise: 'on if PUBLIC_ORIGIN begins with https, otherwise off',
  },
  PROXIES: {
    says: 'How many proxies of ours stand in front, 0 to 5: as many forwarded addresses are believed.',
    otherwise: '0',
  },
  REQUESTS_PER_MINUTE: {
    says: 'How many requests one account may make in a minute, 60 to 1000000; an address may make four times as many.',
    otherwise: '30000',
  },
  COSTLY_REQUESTS_PER_MINUTE: {
    says: 'How many exports, documents, imports and verifications one account may ask for in a minute, 5 to 1000000.',
    otherwise: '600',
  },
  BUSY_AFTER_MILLISECONDS: {
    says: 'From which wait on requests are turned away (503) before anything is done for them, 50 to 60000; what is costly at half of it, what people write at twice.',
    otherwise: '250',
  },
  METRICS_TOKEN: {
    says: 'What must be shown as `Authorization: Bearer …` to read `/metrics`, at least 16 characters.',
    otherwise: 'none: there is no such page',
    secret: true,
  },
  DRAIN_SECONDS: {
    says: 'How long the service says that it is not ready before it stops listening, 0 to 60.',
    otherwise: '0',
  },
  JOBS: { says: 'Whether this instance does what is due by itself, `on` or `off`.', otherwise: 'on' },
  OIDC_ISSUER: {
    says: 'The OpenID Connect provider through which people may sign in besides their passwords (docs/sign-in.md).',
    otherwise: 'none: people sign in with their passwords',
  },
  OIDC_CLIENT_ID: { says: 'Under which name the provider knows this service.', otherwise: 'none' },
  OIDC_CLIENT_SECRET: { says: 'With what this service proves that to the provider.', otherwise: 'none', secret: true },
  OIDC_LABEL: {
    says: 'What stands on the button of the sign-in page, at most 30 characters.',
    otherwise: 'the host of OIDC_ISSUER',
  },
  OIDC_SCOPES: { says: 'What is asked of the provider, `openid` among it.', otherwise: 'openid' },
  OIDC_SECOND_FACTOR_AMR: {
    says: 'Words in the provider’s `amr` that mean a second factor was asked for there, such as `mfa otp`.',
    otherwise: 'none: whoever needs a second factor is asked for it here',
  },
  OIDC_SECOND_FACTOR_ACR: {
    says: 'Values of the provider’s `acr` that mean the same; they are also asked for.',
    otherwise: 'none',
  },
  LOG_LEVEL: {
    says: 'How much is logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
    otherwise: 'info',
  },
  BACKUP_RECIPIENTS: {
    says: 'Whose keys open a backup: one or more age recipients (`age1…`) with blanks between.',
    otherwise: 'none: a passphrase, or `--unencrypted`',
  },
  BACKUP_PASSPHRASE: { says: 'The passphrase of a backup, instead of keys.', otherwise: 'none', secret: true },
  BACKUP_IDENTITY: {
    says: 'The key that opens a backup (`AGE-SECRET-KEY-…`), for `restore` and `backup check` alone.',
    otherwise: 'none',
    secret: true,
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as SettingName[];

export const isSecret = (name: SettingName): boolean => (settings[name] as Setting).secret === true;

/** Notes one mistake and goes on with a value in its stead, so that all mistakes are found at once. */
export type Mistake = <T>(sentence: string, instead: T) => T;

/** A given setting, and where it was found: the variable itself, or the file that `NAME_FILE` names. */
export interface Given {
  text: string;
  file?: string;
}

const secretBytesMax = 64 * 1024;

/**
 * What is given in the environment, secrets also from files. Empty is the same as not given.
 * Sentences go to `mistake` (the service must not start) and `warn` (the operator should know); none of them holds a value.
 */
export function readGiven(
  env: NodeJS.ProcessEnv,
  mistake: Mistake,
  warn: (sentence: string) => void,
): ReadonlyMap<SettingName, Given> {
  for (const [name, meant] of misspelt(Object.keys(env)))
    mistake(`${name} is no setting of this service: was ${meant} meant?`, null);
  const given = new Map<SettingName, Given>();
  for (const name of settingNames) {
    const text = env[name]?.trim();
    const file = isSecret(name) ? env[`${name}_FILE`]?.trim() : undefined;
    if (text && file) mistake(`${name} and ${name}_FILE are both given: name one of them.`, null);
    else if (text) given.set(name, { text });
    else if (file) {
      const content = readSecretFile(`${name}_FILE`, file, mistake, warn);
      if (content !== null) given.set(name, { text: content, file });
    }
  }
  return given;
}

/**
 * Variables that are almost one of ours: `EVIDENCE_S3_URI`, `database_url`. Half of the settings unread would be worse than no
 * start. Another program's variable is none: two letters may differ, none of the first three, and short names only in their case.
 */
export function misspelt(names: readonly string[]): [name: string, meant: string][] {
  const ours = settingNames.flatMap((name) => (isSecret(name) ? [name, `${name}_FILE`] : [name]));
  const known = new Set<string>(ours);
  return names.flatMap((name): [string, string][] => {
    const meant = known.has(name) ? undefined : ours.find((own) => isSlipOf(name, own));
    return meant ? [[name, meant]] : [];
  });
}

function isSlipOf(name: string, own: string): boolean {
  const upper = name.toUpperCase();
  if (upper === own) return true;
  return own.length >= 8 && upper.slice(0, 3) === own.slice(0, 3) && distance(upper, own) <= 2;
}

/**
 * The secret in a file, without the line's end that editors and `echo` leave behind it. A file that strangers may change is a
 * mistake; one that they may read is only said, because that is how containers hand secrets in (0444, in a file system that
 * nobody but the service sees).
 */
function readSecretFile(name: string, file: string, mistake: Mistake, warn: (sentence: string) => void): string | null {
  try {
    const { mode, size } = statSync(file);
    if (size > secretBytesMax) return mistake(`${name}: the file is larger than ${secretBytesMax} bytes.`, null);
    if ((mode & 0o002) !== 0) return mistake(`${name}: anybody may write the file; take that right away.`, null);
    if ((mode & 0o004) !== 0) warn(`${name}: anybody on this machine may read the file (chmod 600 helps).`);
    const secret = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (secret.trim() === '') return mistake(`${name}: the file is empty.`, null);
    return secret;
  } catch (error) {
    return mistake(`${name}: the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`, null);
  }
}
