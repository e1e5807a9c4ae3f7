import { reactive } from 'vue';

export type Locale = 'zh' | 'en';

const key = 'pointbook.preferences';

/** Storage may be full, forbidden or emptied by the browser; none of that may stop a page. */
function read(): { locale?: string; large?: boolean; folded?: unknown } {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as ReturnType<typeof read>;
  } catch {
    return {};
  }
}

const kept = read();

/** What this browser remembers, whoever signs in: a borrowed phone keeps its large type. `folded`: parts of the menu by hand. */
export const preferences = reactive<{ locale: Locale; large: boolean; folded: Record<string, boolean> }>({
  locale: kept.locale === 'en' ? 'en' : 'zh',
  large: kept.large === true,
  folded: typeof kept.folded === 'object' && kept.folded !== null ? { ...kept.folded } : {},
});

export function keepPreferences(): void {
  try {
    localStorage.setItem(key, JSON.stringify(preferences));
  } catch {
    // The choice then lasts as long as the page.
  }
}

export function setLargeType(large: boolean): void {
  preferences.large = large;
  applyLargeType();
  keepPreferences();
}

export function applyLargeType(): void {
  document.documentElement.classList.toggle('large', preferences.large);
}
