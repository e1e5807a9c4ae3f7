import { en } from './changes-en.js';
import { zh } from './changes-zh.js';
import type { Language } from './common.js';

/** The sentences that compare two versions of a rule. */
export const changeWords = { zh, en } satisfies Record<Language, typeof zh>;

export type Label = keyof typeof zh.labels;
