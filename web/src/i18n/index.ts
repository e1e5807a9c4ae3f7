/** The words of the pages, in the language in use. */
import { shallowRef } from 'vue';
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

interface Words {
  [key: string]: string | Words;
}

/** Fetched by who reads them: English by nobody else, and the rest with the first page that says something of it. */
const sources: Record<Locale, Record<'first' | 'rest', () => Promise<Words>>> = {
  zh: { first: async () => zhFirst, rest: async () => (await import('./zh-rest')).default },
  en: {
    first: async () => (await import('./en-first')).default,
    rest: async () => (await import('./en-rest')).default,
  },
};

const words = shallowRef<Words>(zhFirst);
let wanted: { locale: Locale; rest: boolean } = { locale: 'zh', rest: false };
let reading = Promise.resolve();

async function read(next: typeof wanted): Promise<void> {
  const before = wanted;
  wanted = next;
  try {
    const { first, rest } = sources[next.locale];
    const parts = await Promise.all(next.rest ? [first(), rest()] : [first()]);
    if (wanted !== next) return reading; // Other words were asked for meanwhile.
    words.value = Object.assign({}, ...parts) as Words;
  } catch (error) {
    if (wanted === next) wanted = before;
    throw error;
  }
}

function readRest(): Promise<void> {
  if (!wanted.rest) reading = read({ ...wanted, rest: true });
  return reading;
}

/** Loads a page or a part together with the rest of the words, which only the first pages can do without. */
export function worded<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => (await Promise.all([load(), readRest()]))[0];
}

export async function setLocale(locale: Locale): Promise<void> {
  await (reading = read({ ...wanted, locale }));
  preferences.locale = locale;
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
  keepPreferences();
}

function sentenceOf(key: string): string | undefined {
  const found = key
    .split('.')
    .reduce<Words | string | undefined>(
      (within, name) => (typeof within === 'object' ? within[name] : undefined),
      words.value,
    );
  return typeof found === 'string' ? found : undefined;
}

/** Whether there are words for what may be newer than this client. */
export const isWorded = (key: string): key is MessageKey => sentenceOf(key) !== undefined;

/**
 * The sentence for a key, in the language in use. `named.n` chooses the plural where a language has one
 * ('{n} day | {n} days'). Read inside a template or a computed: a change of language draws it anew.
 */
export function t(key: MessageKey, named: Record<string, string | number> = {}): string {
  const [one = key, many = one] = sentenceOf(key)?.split(' | ') ?? [];
  const sentence = typeof named['n'] === 'number' && named['n'] !== 1 ? many : one;
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(named[name] ?? ''));
}
