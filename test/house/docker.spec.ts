import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readConfig } from '#src/config.js';
import { isSecret, settingNames } from '#src/settings.js';

/*
 * The image can't be built here: docker/try.mjs does what its stages say, and this holds its files, the compose file and the
 * service's own settings together.
 */

interface ComposedService {
  image?: string;
  environment?: Record<string, string>;
  secrets?: string[];
  volumes?: string[];
  user?: string;
  read_only?: boolean;
  tmpfs?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  networks?: string[];
  ports?: string[];
  stop_grace_period?: string;
}
interface Compose {
  services: Record<string, ComposedService>;
  secrets: Record<string, { file: string }>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
}

const compose = parse(readFileSync('docker/compose.yaml', 'utf8'), { merge: true }) as Compose;
const dockerfile = readFileSync('docker/Dockerfile', 'utf8').replaceAll(/\\\n/g, ' ').split('\n');
const caddyfile = readFileSync('docker/Caddyfile', 'utf8');
const instances = Object.entries(compose.services).filter(([name]) => name.startsWith('pointbook-'));

const instructions = (name: string): string[] =>
  dockerfile.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());
const given = Object.fromEntries(
  instructions('ENV').flatMap((line) => line.split(/\s+/).map((word) => word.split(/=(.*)/s, 2) as [string, string])),
);

describe('the image', () => {
  test('copies only what is there, and what the program needs when it runs', () => {
    const copied = instructions('COPY').filter((line) => !line.startsWith('--from'));
    for (const source of copied.flatMap((line) => line.split(/\s+/).slice(0, -1)))
      expect([source, existsSync(source)]).toEqual([source, true]);
    const last = dockerfile.slice(dockerfile.findLastIndex((line) => line.startsWith('FROM '))).join('\n');
    for (const needed of ['dist', 'node_modules', 'schemes', 'package.json'])
      expect(last).toMatch(new RegExp(`COPY .*${needed}`));
    expect(readFileSync('.dockerignore', 'utf8')).toMatch(/^docker\/secrets$/m);
  });

  test('ships without the compiler and runs as a number that owns nothing but its data', () => {
    expect(dockerfile.filter((line) => line.startsWith('FROM '))).toHaveLength(2);
    expect(instructions('USER')).toEqual(['10001:10001']);
    expect(instructions('RUN').at(-1)).toBe('mkdir /data && chown 10001:10001 /data');
    expect(dockerfile.at(dockerfile.findLastIndex((line) => line.startsWith('USER')))).toBeDefined();
    expect(instructions('CMD')).toEqual(['["node", "dist/main.js"]']);
    expect(instructions('ENTRYPOINT')).toEqual([]);
  });

  test('is given settings that the service knows', () => {
    const own = Object.keys(given).filter((name) => !['NODE_ENV', 'TZ'].includes(name));
    expect(own.filter((name) => !(settingNames as string[]).includes(name))).toEqual([]);
    expect(readConfig(given)).toMatchObject({ host: '0.0.0.0', port: 3000, evidence: { folder: '/data/evidence' } });
    expect(instructions('EXPOSE')).toEqual([given.PORT]);
    expect(instructions('VOLUME')).toEqual(['/data']);
  });

  test('is asked for its health by a file that it carries, at an address that exists', () => {
    const [check] = instructions('HEALTHCHECK');
    expect(check).toContain('docker/health.mjs');
    expect(readFileSync('docker/health.mjs', 'utf8')).toContain('/health/ready');
    expect(dockerfile.join('\n')).toContain('COPY docker/health.mjs ./docker/health.mjs');
  });
});

describe('the compose file', () => {
  test('has two instances that are alike, MySQL LTS and a proxy', () => {
    expect(instances).toHaveLength(2);
    expect(instances[0]![1]).toEqual(instances[1]![1]);
    expect(compose.services.mysql!.image).toBe('mysql:8.4');
    expect(Object.keys(compose.services).sort()).toEqual(['mysql', 'pointbook-1', 'pointbook-2', 'proxy']);
  });

  test.each(instances)('%s can change nothing but its data, and gain nothing', (_name, one) => {
    expect(one).toMatchObject({
      user: instructions('USER')[0],
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      volumes: ['data:/data'],
    });
    expect(one.ports).toBeUndefined();
    expect(one.tmpfs![0]).toMatch(/^\/tmp:/);
    // The service's own limit of thirty seconds after draining comes first.
    expect(Number.parseInt(one.stop_grace_period!, 10)).toBeGreaterThan(30 + Number(one.environment!.DRAIN_SECONDS));
  });

  test('hands secrets in as files alone, and every file is declared and made', () => {
    const { environment = {}, secrets = [] } = instances[0]![1];
    const made = readFileSync('docker/secrets.sh', 'utf8');
    for (const [name, value] of Object.entries(environment)) {
      const setting = name.replace(/_FILE$/, '');
      expect(settingNames as string[]).toContain(setting);
      expect([name, isSecret(setting as never)]).toEqual([name, name.endsWith('_FILE')]);
      if (name.endsWith('_FILE')) expect(secrets.map((secret) => `/run/secrets/${secret}`)).toContain(value);
    }
    for (const name of Object.values(compose.services).flatMap((one) => one.secrets ?? [])) {
      expect(compose.secrets[name]).toEqual({ file: `./secrets/${name}` });
      expect(made).toContain(`once ${name} `);
    }
    expect(readFileSync('.gitignore', 'utf8')).toMatch(/^docker\/secrets\/$/m);
  });

  test('believes exactly the one proxy that stands in front, which asks who is ready and shows nothing of the inside', () => {
    expect(instances[0]![1].environment!.PROXIES).toBe('1');
    for (const [name] of instances) expect(caddyfile).toContain(`${name}:${given.PORT}`);
    expect(caddyfile).toContain('health_uri /health/ready');
    expect(caddyfile).toMatch(/@inside path \/metrics \/metrics\/\* \/health\/\*\n\s*respond @inside 404/);
    expect(compose.services.proxy!.networks).toEqual(['front']);
    expect(compose.services.mysql!.networks).toEqual(['storage']);
    expect(compose.networks.storage).toEqual({ internal: true });
    expect(caddyfile.split('{').length).toBe(caddyfile.split('}').length);
  });

  test('every volume that is mounted is declared', () => {
    const mounted = Object.values(compose.services)
      .flatMap(({ volumes = [] }) => volumes)
      .map((volume) => volume.split(':')[0]!);
    for (const volume of mounted.filter((one) => !one.startsWith('.'))) expect(compose.volumes).toHaveProperty(volume);
    for (const file of mounted.filter((one) => one.startsWith('.')))
      expect(existsSync(join('docker', file))).toBe(true);
  });
});

test('the secrets that are made are good settings, kept as they are when made again, and readable by their owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pointbook-docker-'));
  try {
    cpSync('docker/secrets.sh', join(folder, 'secrets.sh'));
    const make = () => execFileSync('sh', [join(folder, 'secrets.sh'), 'points.example.cn'], { encoding: 'utf8' });
    make();
    const file = (name: string) => join(folder, 'secrets', name);
    const before = readFileSync(file('encryption_keys'), 'utf8');
    make();
    expect(readFileSync(file('encryption_keys'), 'utf8')).toBe(before);
    const { environment = {} } = instances[0]![1];
    const env = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [
        name,
        value
          .replace('/run/secrets', join(folder, 'secrets'))
          .replace(/\$\{POINTBOOK_HOST[^}]*\}/, 'points.example.cn'),
      ]),
    );
    const config = readConfig(env);
    expect(config).toMatchObject({ database: { kind: 'mysql' }, secureCookie: true, proxies: 1, drainSeconds: 5 });
    expect(config.metricsToken).toMatch(/^[0-9a-f]{48}$/);
    expect(statSync(file('mysql_password')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe('POINTBOOK_HOST=points.example.cn\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
