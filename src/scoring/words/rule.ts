import type { Language } from './common.js';
import { en } from './rule-en.js';
import { zh } from './rule-zh.js';

/** The sentences of the rule as people read it. Figures come in as `formatPoints` wrote them. */
export const ruleWords = { zh, en } satisfies Record<Language, typeof zh>;
