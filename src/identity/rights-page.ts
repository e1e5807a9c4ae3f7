import { actions, roles } from '../http/allow.js';
import { type Reach, rights } from './rights.js';
import { actionWords, reachMeanings, reachWords, roleWords } from './rights-words.js';

const holders = ['member', ...roles] as const;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The whole table in one language: an action a line, a role a column, and in the cells how far it reaches. */
function table(language: 0 | 1): string[] {
  const headings = ['', ...holders.map((holder) => roleWords[holder][language])];
  const lines = [...actions].sort().map((action) => {
    const reaches = holders.map((holder) => {
      const reach = rights[action][holder];
      return reach === undefined ? '' : reachWords[reach][language];
    });
    return row([actionWords[action][language], ...reaches]);
  });
  return [row(headings), row(headings.map(() => '---')), ...lines];
}

const legend = (language: 0 | 1): string[] =>
  (Object.keys(reachWords) as Reach[]).map(
    (reach) => `- **${reachWords[reach][language]}**: ${reachMeanings[reach][language]}`,
  );

/** The page docs/rights.md, made from the table that decides (identity/rights.ts). */
export function rightsPage(): string {
  return [
    '# 谁可以做什么 · Who may do what',
    '',
    '<!-- Made by `npm run generate` from src/identity/rights.ts. -->',
    '',
    '本页由系统实际执行的权限表生成；空格表示不允许。任何人不审自己的表、不核自己的事，另有规则限制。',
    '',
    ...legend(0),
    '',
    ...table(0),
    '',
    '## In English',
    '',
    'Made from the table that decides; an empty cell is a no. Nobody decides about himself: rules beside this table see to it.',
    '',
    ...legend(1),
    '',
    ...table(1),
    '',
  ].join('\n');
}
