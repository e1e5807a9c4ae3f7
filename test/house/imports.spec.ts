import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

/** The rooms in the order in which they may import one another: each only from itself and from those before it. */
const order = [
  'scoring',
  'calendar.ts',
  'nearest.ts',
  'settings.ts',
  'provider-config.ts',
  'config.ts',
  'observation',
  'key-ring.ts',
  'spreadsheets',
  'database',
  'http',
  'audit',
  'vault',
  'limits',
  'identity',
  'access-lines',
  'calendars',
  'organisation',
  'schemes',
  'evidence',
  'assessments',
  'jobs',
  'paper',
  'meetings',
  'vetoes',
  'publication',
  'imports',
  'summaries',
  'disputes',
  'closing',
  'records',
  'statistics',
  'verification',
  'trials',
  'documents',
  'templates',
  'privacy',
  'backup',
  'retention',
  'app.module.ts',
  'app.ts',
  'first-start.ts',
  'config-command.ts',
  'start-checks.ts',
  'serve.ts',
  'demo',
  'main.ts',
  'scheme-commands.ts',
  'keys-command.ts',
  'purge-command.ts',
  'verify-command.ts',
  'verify-help.ts',
  'backup-help.ts',
  'backup-commands.ts',
  'command-line.ts',
];

/** The database room collects the entities of all rooms in one file, see src/database/entities.ts. */
const exceptions = new Set(['database/entities.ts']);

/** Entities describe tables and nothing else, and tables refer to one another whatever the order of the rooms. */
const describesATable = (file: string): boolean => file.endsWith('.entity.ts');

interface Import {
  file: string;
  to: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join('src', file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+|[^.'][^']*)'/g)].map(([, to]) => ({
    file,
    to: to!.startsWith('.') ? normalize(join(file, '..', to!)).replace(/\.js$/, '.ts') : to!,
  }));
}

const roomOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file);
const files = filesBelow('src').map((path) => path.slice('src/'.length));
const imports = files.flatMap(importsOf);
const inside = imports.filter(({ to }) => to.endsWith('.ts'));

describe('the rooms of the house', () => {
  test('every room has its place in the order', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !order.includes(room))).toEqual([]);
  });

  test('a room imports only from itself and from rooms before it', () => {
    const wrong = inside
      .filter(({ file, to }) => !exceptions.has(file) && !describesATable(to))
      .filter(({ file, to }) => order.indexOf(roomOf(to)) > order.indexOf(roomOf(file)))
      .map(({ file, to }) => `${file} → ${to}`);
    expect(wrong).toEqual([]);
  });

  test('the rule imports nothing: no package, no clock, no other room', () => {
    const scoring = imports.filter(({ file }) => roomOf(file) === 'scoring');
    expect(scoring.length).toBeGreaterThan(0);
    expect(scoring.filter(({ to }) => roomOf(to) !== 'scoring')).toEqual([]);
    for (const file of files.filter((name) => roomOf(name) === 'scoring'))
      expect(readFileSync(join('src', file), 'utf8')).not.toMatch(/new Date|Date\.now|Math\.random|process\./);
  });

  test('nothing but the database room opens a data source, and nothing but config.ts reads the environment', () => {
    const outside = files.filter((file) => roomOf(file) !== 'database');
    for (const file of outside) {
      const text = readFileSync(join('src', file), 'utf8');
      expect([file, /\b(DataSource|EntityManager|QueryRunner|getRepository|InjectRepository)\b/.test(text)]).toEqual([
        file,
        false,
      ]);
      const reads =
        /process\.env/.test(text) &&
        !['config.ts', 'main.ts', 'serve.ts', 'command-line.ts', 'demo/start.ts'].includes(file);
      expect([file, reads]).toEqual([file, false]);
    }
  });
});

test('no two classes of the API share a name: their descriptions would be one', () => {
  const described = filesBelow('src').filter((file) => /\.(dto|view)\.ts$/.test(file));
  const names = described.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^export class (\w+)/gm)].map(([, name]) => name),
  );
  expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
  expect(names.length).toBeGreaterThan(100);
});
