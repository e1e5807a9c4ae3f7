/** The words of the pages, in the language in use. */
import { createI18n } from 'vue-i18n';
import { keepPreferences, preferences, type Locale } from '../preferences';
import zhFirst from './zh-first';
import type zhRest from './zh-rest';

type Leaves<T, Prefix extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends string ? `${Prefix}${Key}` : Leaves<T[Key], `${Prefix}${Key}.`>;
}[keyof T & string];
/** Every sentence there is: a mistyped key does not compile. */
export type MessageKey = Leaves<typeof zhFirst & typeof zhRest>;
/** The same keys as `T`, with any words. en is checked against zh with this. */
export type SameKeys<T> = { [Key in keyof T]: T[Key] extends string ? string : SameKeys<T[Key]> };

type Words = SameKeys<typeof zhFirst> & Partial<SameKeys<typeof zhRest>>;

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh: zhFirst } as Record<string, Words>,
  missingWarn: import.meta.env.DEV,
});

/** Fetched by who reads them: English by nobody else, and the rest with the first page that says something of it. */
const sources = {
  zh: { first: async () => zhFirst, rest: async () => (await import('./zh-rest')).default },
  en: {
    first: async () => (await import('./en-first')).default,
    rest: async () => (await import('./en-rest')).default,
  },
} satisfies Record<Locale, Record<'first' | 'rest', () => Promise<Partial<Words>>>>;

const merged = new Set<Partial<Words>>([zhFirst]);
let restWanted = false;

async function read(locale: Locale, part: 'first' | 'rest'): Promise<void> {
  const words = await sources[locale][part]();
  if (!merged.has(words)) i18n.global.mergeLocaleMessage(locale, words);
  merged.add(words);
}

/** Loads a page or a part together with the rest of the words, which only the first pages can do without. */
export function worded<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => {
    restWanted = true;
    return (await Promise.all([load(), read(i18n.global.locale.value as Locale, 'rest')]))[0];
  };
}

export async function setLocale(locale: Locale): Promise<void> {
  await read(locale, 'first');
  // Asked after the wait: a page may have come meanwhile that needs them.
  if (restWanted) await read(locale, 'rest');
  i18n.global.locale.value = locale;
  preferences.locale = locale;
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
  keepPreferences();
}

/** Whether there are words for what may be newer than this client. */
export const isWorded = (key: string): key is MessageKey => i18n.global.te(key);

/**
 * The sentence for a key, in the language in use. `named.n` chooses the plural where a language has one
 * ('{n} day | {n} days'). Read inside a template or a computed: a change of language draws it anew.
 */
export function t(key: MessageKey, named: Record<string, string | number> = {}): string {
  return typeof named['n'] === 'number' ? i18n.global.t(key, named, named['n']) : i18n.global.t(key, named);
}
