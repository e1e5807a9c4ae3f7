import { fillingsOf, overfull, withProposals, withProposalsThatFit } from '#src/closing/bands.js';
import { type DraftRow, figuresDigestOf, revisionDigestOf } from '#src/closing/rows.js';
import { awardOptions, mustLookAt, sampleOf } from '#src/closing/sample.js';
import { readFileSync } from 'node:fs';
import { readSchemeFile } from '#src/schemes/scheme-file.js';

const { scheme } = readSchemeFile(readFileSync('schemes/default.yaml', 'utf8'));
const rule = { scheme: scheme!, per: 'halfYear' as const };
const all = ['excellent', 'qualified', 'basic', 'warning'];

function row(memberId: number, suggestedBandCode: string | null, openBands = all): DraftRow {
  const figures = { resultHundredths: 9200, meanHundredths: 9200, sumHundredths: 55_200, lowestHundredths: 9200 };
  return {
    ...{ memberId, position: memberId, home: 1, months: '[]', countedMonths: 6, ...figures },
    ...{ deductionHundredths: 0, contributionHundredths: 0, vetoCode: null },
    ...{ suggestedBandCode, bandCode: suggestedBandCode, bandReason: null },
    ...{ openBands: JSON.stringify(openBands), bandReasons: '[]', remarks: '[]', figuresDigest: '0'.repeat(64) },
  };
}

describe('bands within the quota', () => {
  const six = [row(1, 'excellent'), row(2, 'excellent'), ...[3, 4, 5, 6].map((id) => row(id, 'qualified'))];
  const up = (memberId: number) => ({ memberId, bandCode: 'excellent', reason: '实绩突出' });
  const down = (memberId: number) => ({ memberId, bandCode: 'qualified', reason: '支委会意见' });

  test('a third of six is two: one up without one down is one too many', () => {
    expect(overfull(fillingsOf(rule, withProposals(rule, six, [up(3)])))).toEqual([
      { code: 'excellent', limit: 2, suggested: 2, proposed: 3 },
    ]);
    expect(overfull(fillingsOf(rule, withProposals(rule, six, [up(3), down(1)])))).toEqual([]);
  });

  test('who was transferred out is no part of what the quota is a third of', () => {
    const gone = { ...row(7, null), home: 0 as const };
    expect(fillingsOf(rule, [...six, gone, { ...gone, memberId: 8 }, { ...gone, memberId: 9 }])[0]!.limit).toBe(2);
  });

  test('a proposal that the figures no longer allow gives way to the suggestion', () => {
    const fallen = [row(1, 'qualified', ['qualified', 'basic', 'warning']), ...six.slice(1)];
    expect(withProposals(rule, fallen, [up(1)])[0]).toMatchObject({ bandCode: 'qualified', bandReason: null });
  });

  test('after a correction that fills the band, the last who was proposed from below gives way', () => {
    const proposals = [down(1), up(3)];
    const now = withProposalsThatFit(rule, [...six.slice(0, 3), row(4, 'excellent'), ...six.slice(4)], proposals);
    expect(now.map(({ bandCode }) => bandCode)).toEqual([
      'qualified',
      'excellent',
      'qualified',
      'excellent',
      'qualified',
      'qualified',
    ]);
  });
});

describe('what the bureau looks at', () => {
  test('a tenth, rounded up, the same for the same seed, and another for another', () => {
    const ids = Array.from({ length: 41 }, (_, index) => index + 1);
    const drawn = sampleOf('seed', ids);
    expect(drawn).toHaveLength(5);
    expect(sampleOf('seed', [...ids].reverse())).toEqual(drawn);
    expect(sampleOf('another', ids)).not.toEqual(drawn);
    expect(sampleOf('seed', [7])).toEqual([7]);
    expect(sampleOf('seed', [])).toEqual([]);
  });

  test.each([
    [9499, null, false, []],
    [9500, null, false, ['atLeast95']],
    [6000, null, false, []],
    [5999, null, false, ['below60']],
    [null, null, false, []],
    [5900, 'V-01', true, ['veto', 'award', 'below60']],
  ] as const)('of a result of %s with veto %s and award %s: %j', (resultHundredths, vetoCode, hasAward, reasons) => {
    expect(mustLookAt({ resultHundredths, vetoCode }, hasAward)).toEqual(reasons);
  });

  test('awards from city level up are read from the scheme: the options that the bureau decides', () => {
    expect([...awardOptions(scheme!)].map(([item, options]) => [item, [...options]])).toEqual([
      ['C-07', ['national', 'provincial', 'department', 'city']],
    ]);
  });
});

describe('digests', () => {
  test('a member’s figures are told apart by any of them, and not by his band or his place', () => {
    const one = row(1, 'excellent');
    const digest = figuresDigestOf(one);
    for (const change of [
      { sumHundredths: 1 },
      { home: 0 as const },
      { vetoCode: 'V-01' },
      { deductionHundredths: -100 },
      { memberId: 2 },
    ])
      expect(figuresDigestOf({ ...one, ...change })).not.toBe(digest);
    expect(figuresDigestOf({ ...one, ...{ position: 9, bandCode: 'basic' } })).toBe(digest);
  });

  test('a revision’s digest knows the bands, and not the order in which a database gives the rows', () => {
    const rows = [row(1, 'excellent'), row(2, 'qualified')];
    expect(revisionDigestOf([...rows].reverse())).toBe(revisionDigestOf(rows));
    expect(revisionDigestOf([rows[0]!, { ...rows[1]!, bandCode: 'basic' }])).not.toBe(revisionDigestOf(rows));
  });
});
