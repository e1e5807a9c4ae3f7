import type { TemplateWordView } from './template.view.js';
import { crossings, listNames, vocabulary, writtenName } from './vocabulary.js';

/** The vocabulary as the page shows it: names once, fields by list, and a member's values by item, category and month. */
export function wordViews(): TemplateWordView[] {
  const words = vocabulary.map((word) => ({
    list: word.list,
    zh: writtenName(word, 'zh'),
    en: writtenName(word, 'en'),
    sources: [...word.sources],
    meaning: word.meaning,
    example: word.example,
  }));
  const crossed = crossings.flatMap(({ of, sources, meaning, code, example }) =>
    ['', `.${code}`].map((ending) => ({
      list: 'member' as const,
      zh: `${listNames.member.zh}.${listNames[of].zh}${ending}`,
      en: `${listNames.member.en}.${listNames[of].en}${ending}`,
      sources: [...sources],
      meaning,
      example,
    })),
  );
  return [...words, ...crossed];
}
