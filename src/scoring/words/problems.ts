import type { Language } from './common.js';
import * as en from './problems-en.js';
import * as zh from './problems-zh.js';

/** The sentences about mistakes and doubts. */
export const problemSentences = { zh, en } satisfies Record<Language, typeof zh>;
