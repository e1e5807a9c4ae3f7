import fc from 'fast-check';
import { ownItemProblems, ownVersion, reservedProblems, withOwnItems } from '#src/schemes/own-items.js';
import type { Item } from '#src/scoring/scheme.js';
import { checkScheme } from '#src/scoring/scheme-check.js';
import { anItem, aSmallRule } from './small-rule.js';

const base = aSmallRule();
const refused = (items: readonly unknown[], rule = base) =>
  ownItemProblems(rule, items).map(({ path, code }) => `${path} ${code}`);
const option = (code: string, pointsHundredths: number) => ({ code, name: { zh: code, en: code }, pointsHundredths });

const deduction = (wish: Partial<Item> = {}): Item =>
  anItem({
    code: 'Z-09',
    kind: 'deduction',
    each: { pointsHundredths: -100, unit: { zh: '次', en: 'times' }, countMax: 5 },
    capHundredths: -300,
    claimedBy: ['secretary'],
    ...wish,
  });

describe('what a branch may add to the rule', () => {
  test('the small rule itself, and with items of both kinds, is a rule', () => {
    expect(checkScheme(base)).toEqual([]);
    expect(refused([anItem(), deduction()])).toEqual([]);
    expect(checkScheme(withOwnItems(base, [anItem(), deduction()], '1.0+b7.1'))).toEqual([]);
  });

  test('own contributions count under the bureau’s limit, and under the limit of all contributions as well', () => {
    const { groups, items } = withOwnItems(base, [anItem(), deduction()], '1.0+b7.1');
    const [, gains, losses] = groups;
    expect(gains).toMatchObject({ code: 'own', group: 'contributions', capHundredths: 1000 });
    expect(losses).toMatchObject({ code: 'own-deductions', group: null, floorHundredths: -1000 });
    expect(items.slice(-2).map(({ group }) => group)).toEqual(['own', 'own-deductions']);
  });

  test('nothing, where the bureau allows nothing; taking away is always possible', () => {
    const strict = aSmallRule({ ownItems: null });
    expect(refused([anItem()], strict)).toEqual(['items noOwnItems']);
    expect(refused([], strict)).toEqual([]);
  });

  test('only items of the kinds that the bureau allows', () => {
    const gainsOnly = aSmallRule({ ownItems: { kinds: ['contribution'], itemsMax: 5, capHundredths: 1000 } });
    expect(refused([anItem(), deduction()], gainsOnly)).toContain('items[1].kind kindNotAllowed');
    for (const kind of ['base', 'factor'] as const)
      expect(refused([anItem({ kind })])).toContain('items[0].kind kindNotAllowed');
  });

  test('not more items than the bureau allows', () => {
    const six = Array.from({ length: 6 }, (_, index) => anItem({ code: `Z-${index}` }));
    expect(refused(six.slice(0, 5))).toEqual([]);
    expect(refused(six)).toEqual(['items tooMany']);
  });

  test('no single item above the limit: by its cap, or by any value of one that has no cap', () => {
    expect(refused([anItem(), anItem({ code: 'Z-02', capHundredths: 1050 })])).toContain(
      'items[1].capHundredths aboveOwnItemsCap',
    );
    const { each: _, ...plain } = anItem({ capHundredths: null });
    const withOptions = { ...plain, options: [option('small', 500), option('large', 1100)] };
    expect(refused([withOptions])).toContain('items[0].options[1].pointsHundredths aboveOwnItemsCap');
    const withRange = { ...plain, range: { fromHundredths: 100, toHundredths: 1200 } };
    expect(refused([withRange])).toContain('items[0].range.toHundredths aboveOwnItemsCap');
  });

  test('no code that the rule has, for an item or for a group, and none twice', () => {
    expect(refused([anItem({ code: 'B' })])).toEqual(['items[0].code duplicateCode']);
    expect(refused([anItem({ code: 'contributions' })])).toContain('items[0].code duplicateCode');
    expect(refused([anItem({ code: 'own' })])).toContain('items[0].code duplicateCode');
    expect(refused([anItem(), anItem()])).toContain('items[1].code duplicateCode');
  });

  test('nothing that somebody outside the branch would have to decide or enter', () => {
    expect(refused([anItem({ decidedBy: 'bureau' })])).toContain('items[0].decidedBy notOfTheBranch');
    expect(refused([anItem({ claimedBy: ['member', 'bureau'] })])).toContain('items[0].claimedBy[1] notOfTheBranch');
    const { each: _, ...plain } = anItem();
    const byBureau = { ...plain, options: [option('a', 100), { ...option('b', 200), decidedBy: 'bureau' }] };
    expect(refused([byBureau])).toContain('items[0].options[1].decidedBy notOfTheBranch');
  });

  test('nothing that would count past the limits: another group, another period', () => {
    expect(refused([anItem({ group: 'contributions' })])).toContain('items[0].group ownGroupOnly');
    expect(refused([anItem({ per: 'year' })])).toContain('items[0].per notThePeriod');
  });

  test('whatever a client sends is answered with problems of the items, and nothing is thrown', () => {
    const wish = fc.record(
      { kind: fc.constantFrom('contribution', '__proto__', 'constructor', 'base'), capHundredths: fc.anything() },
      { requiredKeys: [] },
    );
    const anything = fc.array(
      fc.oneof(
        fc.anything(),
        wish.map((some) => ({ ...anItem(), ...some })),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(anything, (items) => {
        const problems = ownItemProblems(base, items);
        const merged = () => checkScheme(withOwnItems(base, items as Item[], '1.0+b1.1'));
        expect(problems.length > 0 || merged().length === 0).toBe(true);
        expect(problems.every(({ path }) => /^(items|scheme\.)/.test(path))).toBe(true);
      }),
    );
  });
});

describe('the version of a branch', () => {
  test('says which branch, and the how-manieth', () => {
    expect(ownVersion('1.0', 12, 3)).toBe('1.0+b12.3');
  });

  test('fits where versions stand, and is never another branch’s or the organisation’s', () => {
    const version = fc.string({ minLength: 1, maxLength: 32, unit: 'grapheme' }).filter((one) => one.length <= 32);
    const number = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(version, number, number, (organisations, branchId, count) => {
        const own = ownVersion(organisations, branchId, count);
        expect(own.length).toBeLessThanOrEqual(32);
        expect(own.endsWith(`+b${branchId}.${count}`)).toBe(true);
        expect(own.isWellFormed()).toBe(true);
        expect(reservedProblems(aSmallRule({ version: own }))).toEqual([{ path: 'version', code: 'reservedVersion' }]);
      }),
    );
    expect(reservedProblems(base)).toEqual([]);
  });

  test('leaves the organisation no group of the name that own items count in', () => {
    const [group] = base.groups;
    expect(reservedProblems(aSmallRule({ groups: [{ ...group!, code: 'own' }] }))).toEqual([
      { path: 'groups[0].code', code: 'reservedCode', params: { code: 'own' } },
    ]);
  });
});
