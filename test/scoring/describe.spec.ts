import { describeScheme, type Language } from '#src/scoring/describe.js';
import type { Scheme } from '#src/scoring/scheme.js';
import { mutationsOf } from './mutations.js';
import { annualScheme, monthlyScheme, quarterlyScheme, sheetsByQuarter } from './rich-schemes.js';

const LANGUAGES = ['zh', 'en'] as const satisfies readonly Language[];

const SCHEMES: [name: string, make: () => Scheme][] = [
  ['a monthly rule', monthlyScheme],
  ['an annual rule', annualScheme],
  ['a quarterly rule', quarterlyScheme],
  ['sheets by the quarter', sheetsByQuarter],
];

/** What the definition holds and the text doesn't say, each for its reason. */
const UNSAID: { path: RegExp; reason: string; isSo?: (scheme: Scheme) => boolean }[] = [
  {
    path: /^(groups|profiles|bands|vetoes)\[\d+\]\.code$|\.options\[\d+\]\.code$/,
    reason: 'a name for the machine: people read the words beside it',
  },
];

function isUnsaid(path: string): boolean {
  return UNSAID.some((exception) => exception.path.test(path));
}

function textOf(scheme: Scheme, language: Language): string {
  return JSON.stringify(describeScheme(scheme, language));
}

function linesOf(scheme: Scheme, language: Language): string[] {
  return describeScheme(scheme, language).flatMap(({ heading, lines }) => [heading, ...lines]);
}

describe('text and arithmetic can not part', () => {
  test.each(SCHEMES)('%s: whatever is changed in the data is changed in the text, in both languages', (_, make) => {
    const scheme = make();
    const before = { zh: textOf(scheme, 'zh'), en: textOf(scheme, 'en') };
    const mutations = mutationsOf(scheme).filter(({ path }) => !isUnsaid(path));
    const silent = mutations.flatMap(({ path, what, scheme: changed }) =>
      LANGUAGES.filter((language) => textOf(changed, language) === before[language]).map(
        (language) => `${language}: ${path} ${what}`,
      ),
    );
    expect(mutations.length).toBeGreaterThan(100);
    expect(silent).toEqual([]);
  });
});
