import { readdirSync } from 'node:fs';
import { engineYears, hundredths, schemeIn, type Years } from './engine-years.js';
import { readyYears } from './ready-years.js';
import { wildYears } from './wild-years.js';
import type { WorkedYear } from './worked-year.js';

/** What the paper says, in the form of what the engine says; of single sheets only those that were worked out. */
function onPaper({ sheets = {}, results }: WorkedYear): Years {
  return {
    sheets: Object.fromEntries(Object.entries(sheets).map(([month, points]) => [month, hundredths(points)])),
    results: Object.fromEntries(
      Object.entries(results).map(([period, [points, band]]) => [
        period,
        { hundredths: points === null ? null : hundredths(points), band },
      ]),
    ),
  };
}

function asFarAs(paper: Years, computed: Years | undefined): Years {
  const chosen = <T>(from: Record<string, T>, like: object) =>
    Object.fromEntries(Object.entries(from).filter(([name]) => name in like));
  return {
    sheets: chosen(computed?.sheets ?? {}, paper.sheets),
    results: chosen(computed?.results ?? {}, paper.results),
  };
}

function holds(schemePath: string, sheetsPath: string, years: WorkedYear[]): void {
  const computed = engineYears(schemeIn(schemePath), sheetsPath);
  for (const year of years) {
    const paper = onPaper(year);
    expect({ member: year.member, ...asFarAs(paper, computed.get(year.member)) }).toEqual({
      member: year.member,
      ...paper,
    });
  }
  expect([...computed.keys()].sort()).toEqual(years.map(({ member }) => member).sort());
}

const filesIn = (folder: string) => readdirSync(new URL(folder, import.meta.url)).sort();

describe('rules really in use, as files that a unit can start from', () => {
  test('each has a year worked out by hand', () => {
    const ready = filesIn('../../schemes').filter((name) => name.endsWith('.yaml'));
    expect(
      Object.keys(readyYears)
        .map((name) => `${name}.yaml`)
        .sort(),
    ).toEqual(ready);
    expect(filesIn('../../schemes/examples')).toEqual(ready);
  });

  test.each(Object.entries(readyYears))('%s comes to what the paper says', (rule, years) => {
    holds(`schemes/${rule}.yaml`, `schemes/examples/${rule}.yaml`, years);
  });
});

describe('rules of other kinds, as they are found in the wild', () => {
  test('each has a year worked out by hand', () => {
    const rules = filesIn('wild').filter((name) => /^[^.]+\.yaml$/.test(name));
    expect(
      Object.keys(wildYears)
        .map((name) => `${name}.yaml`)
        .sort(),
    ).toEqual(rules);
  });

  test.each(Object.entries(wildYears))('%s comes to what the paper says', (rule, years) => {
    holds(`test/schemes-files/wild/${rule}.yaml`, `test/schemes-files/wild/${rule}.sheets.yaml`, years);
  });
});
