import type { Action } from '../http/allow.js';

/** What a token of this scope is good for: what it may only read, and what it may also change. */
interface Scope {
  /** In a sentence, for docs/sign-in.md; the web client has its own words. */
  says: string;
  reads: readonly Action[];
  changes: readonly Action[];
}

/**
 * What a personal token may be made for. It never does more than its holder may at that moment, and an action that stands in no
 * scope is for people at the screen alone.
 */
export const tokenScopes = {
  read: {
    says: 'Reads what its holder may read, but for what is confidential, and changes nothing.',
    reads: [
      'board.read',
      'board.receipts',
      'closing.read',
      'closingBoard.read',
      'correction.read',
      'fairness.read',
      'figures.read',
      'meeting.read',
      'member.history',
      'month.read',
      'ownClosing.read',
      'report.read',
      'roster.read',
      'scheme.read',
      'settings.read',
      'sheet.read',
      'statistics.read',
      'summary.read',
      'unit.read',
      'verification.read',
    ],
    changes: [],
  },
  ownSheet: {
    says: 'Reads its holder’s month and writes his own sheet, evidence included.',
    reads: ['board.read', 'member.history', 'month.read', 'scheme.read', 'unit.read'],
    changes: ['sheet.read', 'sheet.write'],
  },
  review: {
    says: 'Reads a month’s sheets, pre-reviews and decides them.',
    reads: ['meeting.read', 'month.read', 'roster.read', 'scheme.read', 'settings.read', 'sheet.read', 'unit.read'],
    changes: ['month.review', 'sheet.decide', 'sheet.preReview'],
  },
  exports: {
    says: 'Has files made, and fetches them.',
    reads: [
      'board.read',
      'closing.read',
      'correction.read',
      'meeting.read',
      'member.history',
      'month.read',
      'report.read',
      'roster.read',
      'scheme.read',
      'sheet.read',
      'statistics.read',
      'summary.read',
      'template.read',
      'unit.read',
    ],
    changes: ['publication.export'],
  },
  roster: {
    says: 'Keeps the roster: members, their branches and transfers.',
    reads: ['roster.read', 'unit.read'],
    changes: ['roster.manage'],
  },
} as const satisfies Record<string, Scope>;

export type TokenScope = keyof typeof tokenScopes;
export const tokenScopeNames = Object.keys(tokenScopes) as TokenScope[];

/**
 * The actions that a token with these scopes is good for: `reading` for a request that reads, otherwise for one that changes
 * something. Some actions are asked for by both, so what a scope only reads counts for nothing when something is changed.
 */
export function actionsOf(scopes: readonly TokenScope[], reading: boolean): ReadonlySet<Action> {
  return new Set(
    scopes.flatMap((name): readonly Action[] => {
      const { reads, changes }: Scope = tokenScopes[name];
      return reading ? [...reads, ...changes] : changes;
    }),
  );
}
