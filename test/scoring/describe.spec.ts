import { describeScheme, type Language } from '#src/scoring/describe.js';
import type { Item, Scheme } from '#src/scoring/scheme.js';
import { type Mutation, mutationsOf } from './mutations.js';
import { annualScheme, monthlyScheme, quarterlyScheme, sheetsByQuarter } from './rich-schemes.js';

const LANGUAGES = ['zh', 'en'] as const satisfies readonly Language[];

const SCHEMES: [name: string, make: () => Scheme][] = [
  ['a monthly rule', monthlyScheme],
  ['an annual rule', annualScheme],
  ['a quarterly rule', quarterlyScheme],
  ['sheets by the quarter', sheetsByQuarter],
];

/** What the definition holds and the text doesn't say, each for its reason. */
const UNSAID: { reason: string; isSo: (mutation: Mutation, scheme: Scheme) => boolean }[] = [
  {
    reason: 'a name for the machine: people read the words beside it',
    isSo: ({ path }) => /^(groups|profiles|bands|vetoes)\[\d+\]\.code$|\.options\[\d+\]\.code$/.test(path),
  },
  {
    reason: 'the text lists kind by kind and category by category; what stands where between them changes no score',
    isSo: ({ path, what }, { items }) => {
      const at = Number(/^items\[(\d+)\]$/.exec(path)?.[1]);
      const [one, other] = [items[at - 1], items[at]];
      return what === 'moved up' && one !== undefined && other !== undefined && blockOf(one) !== blockOf(other);
    },
  },
];

function blockOf({ kind, category, group }: Item): string {
  return [kind, category, category === null ? group : ''].join('/');
}

function textOf(scheme: Scheme, language: Language): string {
  return JSON.stringify(describeScheme(scheme, language));
}

function linesOf(scheme: Scheme, language: Language): string[] {
  return describeScheme(scheme, language).flatMap(({ heading, lines }) => [heading, ...lines]);
}

const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December'.split('|');

/** The figures of a line, whatever the order of words in a language; a month's name is its number. */
function figuresIn(line: string): string[] {
  const numbered = MONTHS.reduce((words, name, index) => words.replaceAll(name, `${index + 1}`), line);
  return [...numbered.matchAll(/[\d.]*\d/g)].map(([figure]) => figure).sort();
}

describe('text and arithmetic can not part', () => {
  test.each(SCHEMES)('%s: whatever is changed in the data is changed in the text, in both languages', (_, make) => {
    const scheme = make();
    const before = { zh: textOf(scheme, 'zh'), en: textOf(scheme, 'en') };
    const mutations = mutationsOf(scheme).filter((it) => !UNSAID.some(({ isSo }) => isSo(it, scheme)));
    const silent = mutations.flatMap(({ path, what, scheme: changed }) =>
      LANGUAGES.filter((language) => textOf(changed, language) === before[language]).map(
        (language) => `${language}: ${path} ${what}`,
      ),
    );
    expect(mutations.length).toBeGreaterThan(100);
    expect(silent).toEqual([]);
  });

  test.each(SCHEMES)('%s: both languages name the same figures, line by line', (_, make) => {
    const figures = (language: Language) => linesOf(make(), language).map(figuresIn);
    expect(figures('en')).toEqual(figures('zh'));
    expect(figures('zh').flat().length).toBeGreaterThan(15);
  });
});
