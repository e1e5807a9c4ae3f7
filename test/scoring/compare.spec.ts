import { compareSchemes } from '#src/scoring/compare.js';
import type { Scheme } from '#src/scoring/scheme.js';
import { mutationsOf } from './mutations.js';
import { annualScheme, monthlyScheme, quarterlyScheme, sheetsByQuarter } from './rich-schemes.js';

const LANGUAGES = ['zh', 'en'] as const;

const SCHEMES: [name: string, make: () => Scheme][] = [
  ['a monthly rule', monthlyScheme],
  ['an annual rule', annualScheme],
  ['a quarterly rule', quarterlyScheme],
  ['sheets by the quarter', sheetsByQuarter],
];

/** What changed, section by section, without the headings. */
function changes(before: Scheme, after: Scheme, language: 'zh' | 'en' = 'zh'): Record<string, string[]> {
  return Object.fromEntries(compareSchemes(before, after, language).map(({ code, lines }) => [code, lines]));
}

/** The monthly rule with something done to it. */
function changed(change: (scheme: Scheme) => void): Scheme {
  const scheme = monthlyScheme();
  change(scheme);
  return scheme;
}

describe('two versions of a rule', () => {
  test.each(SCHEMES)('%s: whatever is changed is told, in both languages', (_, make) => {
    const before = make();
    const silent = mutationsOf(before).flatMap(({ path, what, scheme: after }) =>
      LANGUAGES.filter((language) => {
        const sections = compareSchemes(before, after, language);
        return sections.length === 0 || sections.some(({ code }) => code === 'other');
      }).map((language) => `${language}: ${path} ${what}`),
    );
    expect(silent).toEqual([]);
  });

  test.each(SCHEMES)('%s: the same rule has nothing to tell', (_, make) => {
    for (const language of LANGUAGES) expect(compareSchemes(make(), make(), language)).toEqual([]);
  });

  test('a new version number is a line of its own', () => {
    const after = changed((scheme) => (scheme.version = '2.2'));
    expect(changes(monthlyScheme(), after)).toEqual({ frame: ['版本：2.1 → 2.2'] });
  });

  test('a limit is told with what it was and what it is', () => {
    const after = changed((scheme) => (scheme.items[8]!.capHundredths = 600));
    expect(changes(monthlyScheme(), after)).toEqual({ items: ['C-1 志愿服务：上限：4 分 → 6 分'] });
    expect(changes(monthlyScheme(), after, 'en')).toEqual({
      items: ['C-1 Voluntary service: limit: 4 points → 6 points'],
    });
  });

  test('items that come, go, get another name and move', () => {
    const after = changed(({ items }) => {
      const [gone] = items.splice(7, 1);
      items.push({ ...gone!, code: 'D-9', name: { zh: '拒不执行', en: 'Refusal' } });
      items[0]!.name = { zh: '党日活动', en: 'Party day' };
      items.splice(1, 0, items.splice(3, 1)[0]!);
    });
    expect(changes(monthlyScheme(), after)).toEqual({
      items: [
        '取消：D-3 推诿任务',
        '新增：D-9 拒不执行：在扣 1 至 5 分之间评定。',
        'A-1 党日活动：名称：主题党日 → 党日活动',
        'A-4 岗位工作：移到 A-1 党日活动之后',
      ],
    });
  });

  test('options that come, go and are worth something else', () => {
    const after = changed(({ items }) => {
      const [, late] = items[0]!.options!;
      late!.pointsHundredths = 500;
      late!.decidedBy = 'branch';
      items[6]!.options!.shift();
      items[6]!.options!.push({ code: 'city', name: { zh: '市级', en: 'city' }, pointsHundredths: -800 });
    });
    expect(changes(monthlyScheme(), after)).toEqual({
      items: [
        'A-1 主题党日：选项“迟到”：分值：6.5 分 → 5 分',
        'A-1 主题党日：选项“迟到”：评定人：支部书记 → 支部委员会',
        'D-2 通报批评：取消：选项“本单位”',
        'D-2 通报批评：新增：选项“市级” 扣 8 分',
      ],
    });
  });

  test('groups, profiles, bands, vetoes and periods', () => {
    const after = changed((scheme) => {
      scheme.total.over = 'sum';
      scheme.groups[0]!.capHundredths = null;
      scheme.profiles[1]!.notApplicable = ['A-1', 'A-2'];
      scheme.bands[0]!.conditions.quota = { numerator: 1, denominator: 4, atLeast: 1 };
      scheme.bands[0]!.fromForProfiles = [];
      scheme.vetoes.pop();
      scheme.summaries[0]!.countedMin = 5;
      scheme.ownItems = null;
    });
    expect(changes(monthlyScheme(), after)).toEqual({
      total: ['汇总方式：汇总时各月取平均 → 汇总时各月相加'],
      groups: ['贡献合计：上限：20 分 → 不封顶'],
      profiles: ['简项考核：不适用项目：增加 A-2 按时交表，减少 A-4 岗位工作'],
      summaries: ['半年：建议等次所需计分期数：4 个月 → 5 个月'],
      bands: ['拟优秀：取消：简项考核的起点分', '拟优秀：名额：1/3，至少 1 名 → 1/4，至少 1 名'],
      vetoes: ['取消：一票否决（严重）'],
      ownItems: ['支部自设项目：支部可以自行增设贡献、扣分项目，不超过 5 项，合计每月以 10 分为限。 → 不允许'],
    });
  });
});
