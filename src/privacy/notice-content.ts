import { roles } from '../http/allow.js';
import type { PolicyName, PolicyValues } from '../identity/policies.js';
import { type Reach, rights } from '../identity/rights.js';
import { matterFacts } from './notice-matters.js';
import type { NoticeMatterView, NoticeReaderView } from './privacy-notice.view.js';
import { matters } from './stored.js';
import { storedTables } from './stored-tables.js';

const widest: readonly Reach[] = ['everywhere', 'line', 'subtree', 'ownBranch', 'own'];
const holders = ['member', ...roles] as const;

/** Who reads what needs one of these rights, and how far: straight from the rights table. */
export function readersOf(actions: readonly (keyof typeof rights)[]): NoticeReaderView[] {
  return holders.flatMap((role) => {
    const reaches = actions.flatMap((action) => rights[action][role] ?? []);
    const reach = widest.find((each) => reaches.includes(each));
    return reach ? [{ role, reach }] : [];
  });
}

/** In months, because the shortest of them are. */
function keptMonths(policy: PolicyName, values: PolicyValues): number {
  const value = values[policy] as number;
  return policy === 'retentionYearsAfterLeaving' ? value * 12 : value;
}

/** Everything that the page says and that the organisation doesn't write itself: made from the lists that the service runs on. */
export function noticeMatters(policies: PolicyValues): NoticeMatterView[] {
  return matters.map((code) => {
    const { words, purpose, readBy, kept } = matterFacts[code];
    return {
      ...{ code, words, purpose },
      stored: storedTables
        .filter(({ matter }) => matter === code)
        .map((table) => ({ words: table.words, fields: table.columns.map((column) => column.words) })),
      readers: readersOf(readBy),
      kept: {
        from: kept === 'retentionYearsAfterLeaving' ? ('leaving' as const) : ('entry' as const),
        months: keptMonths(kept, policies),
      },
    };
  });
}
