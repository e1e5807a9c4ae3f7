import { createI18n } from 'vue-i18n';
import { keepPreferences, preferences, type Locale } from '../preferences';
import zh from './zh';

type Leaves<T, Prefix extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends string ? `${Prefix}${Key}` : Leaves<T[Key], `${Prefix}${Key}.`>;
}[keyof T & string];
/** Every sentence there is: a mistyped key does not compile. */
export type MessageKey = Leaves<typeof zh>;
/** The same keys as `T`, with any words. en is checked against zh with this. */
export type SameKeys<T> = { [Key in keyof T]: T[Key] extends string ? string : SameKeys<T[Key]> };

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh } as Record<string, typeof zh>,
  missingWarn: import.meta.env.DEV,
});

/**
 * The sentence for a key, in the language in use. `named.n` chooses the plural where a language has one
 * ('{n} day | {n} days'). Read inside a template or a computed: a change of language draws it anew.
 */
export function t(key: MessageKey, named: Record<string, string | number> = {}): string {
  return typeof named['n'] === 'number' ? i18n.global.t(key, named, named['n']) : i18n.global.t(key, named);
}

/** English is fetched only by who reads it. */
export async function setLocale(locale: Locale): Promise<void> {
  if (locale === 'en' && !i18n.global.availableLocales.includes('en')) {
    i18n.global.setLocaleMessage('en', (await import('./en')).default);
  }
  i18n.global.locale.value = locale;
  preferences.locale = locale;
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
  keepPreferences();
}
