import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Plan } from './plan.js';
import type { Statement } from './statements.js';

export interface Planned {
  statement: Statement;
  plan: Plan;
}

const folder = 'docs/sql';
const isPage = (name: string): boolean => name.endsWith('.md') && name !== 'README.md';
const roomOf = (file: string): string => file.split('/')[1] as string;

/** A statement with its plan, as it stands in a room's page. */
export function blockOf({ statement, plan }: Planned): string {
  const rows = plan?.map(({ table, alias, access, key, rows: count }) => {
    const name = alias === table ? table : `${table} (${alias})`;
    return `| ${name} | ${access} | ${key ?? ''} | ${magnitude(count)} |`;
  });
  const steps = rows
    ? ['| table | access | key | rows |', '| --- | --- | --- | --- |', ...rows]
    : ['Nothing to plan: with the values at hand MySQL saw at once that there is no row.'];
  return ['```sql', statement.text, '```', '', ...steps].join('\n');
}

/** To a power of ten: the optimiser's guesses are no more exact than that, and would differ in every run. */
function magnitude(rows: number): string {
  if (rows <= 1) return '1';
  return `≤ ${(10 ** Math.ceil(Math.log10(rows))).toLocaleString('en')}`;
}

/** Writes a page for every room, and nothing else. */
export function writePages(planned: readonly Planned[], version: string): void {
  for (const name of readdirSync(folder).filter(isPage)) rmSync(`${folder}/${name}`);
  const rooms = new Map<string, Planned[]>();
  for (const each of planned) {
    const room = roomOf(firstFile(each));
    rooms.set(room, [...(rooms.get(room) ?? []), each]);
  }
  for (const [room, own] of rooms) {
    const head = `# ${room}\n\nMade by \`npm run plans\` on MySQL ${version}; see [README.md](README.md).\n`;
    writeFileSync(`${folder}/${room}.md`, `${head}${sections(own)}`);
  }
}

const firstFile = ({ statement }: Planned): string => [...statement.files].sort()[0] as string;

function sections(planned: readonly Planned[]): string {
  const ordered = planned.toSorted((one, other) =>
    `${firstFile(one)}\n${one.statement.text}` < `${firstFile(other)}\n${other.statement.text}` ? -1 : 1,
  );
  let before = '';
  return ordered
    .map((each) => {
      const file = firstFile(each);
      const head = file === before ? '' : `\n## ${file}\n`;
      before = file;
      return `${head}\n${blockOf(each)}\n`;
    })
    .join('');
}

/** What is kept, and with which version of MySQL it was made. */
export function keptPages(): { text: string; version: string | undefined } {
  const names = readdirSync(folder).filter(isPage);
  const text = names.map((name) => readFileSync(`${folder}/${name}`, 'utf8')).join('\n');
  return { text, version: /on MySQL (\S+);/.exec(text)?.[1] };
}

/** Without the guesses at rows, which hang on the few rows of the test. */
export const withoutRows = (text: string): string => text.replaceAll(/^(\|.*\|) [^|]+ \|$/gm, '$1');
