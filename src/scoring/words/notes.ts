import type { Language } from './common.js';
import * as en from './notes-en.js';
import * as zh from './notes-zh.js';

/** The sentences that explain a score and a summary. */
export const noteSentences = { zh, en } satisfies Record<Language, typeof zh>;
