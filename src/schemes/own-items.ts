import type { Problem } from '../scoring/problem.js';
import { schemeShape } from '../scoring/scheme-shape.js';
import type { Group, Item, OwnItems, Scheme } from '../scoring/scheme.js';
import { checkScheme } from '../scoring/scheme-check.js';

/*
 * What a branch may add to the organisation's rule by itself, and what comes of it. The result is a scheme like any other:
 * nothing that scores, explains or prints knows that some of its items are a branch's own.
 */

type OwnKind = OwnItems['kinds'][number];

/** Own items count in a group of their kind, under the bureau's limit. Gains and losses are two, so that none hides the other. */
export const ownGroups: Readonly<Record<OwnKind, string>> = { contribution: 'own', deduction: 'own-deductions' };
const ownGroupCodes: readonly string[] = Object.values(ownGroups);
const ownKinds = Object.keys(ownGroups) as OwnKind[];

const groupNames = {
  contribution: { zh: '支部自设加分', en: 'The branch’s own contributions' },
  deduction: { zh: '支部自设扣分', en: 'The branch’s own deductions' },
};

const versionLengthMax = 32;
const ownVersionPattern = /\+b\d+\.\d+$/;

/**
 * The version of a branch's variant: `1.0+b12.3` is the third of unit 12, on 1.0. Where that gets too long the first part is
 * cut; what follows the plus is enough to tell it from every other.
 */
export function ownVersion(baseVersion: string, branchId: number, number: number): string {
  const suffix = `+b${branchId}.${number}`;
  const kept = [...baseVersion];
  while (kept.join('').length + suffix.length > versionLengthMax) kept.pop();
  return kept.join('').trimEnd() + suffix;
}

/** What the organisation's versions must not use, because branches' versions do. */
export function reservedProblems(scheme: Scheme): Problem[] {
  const reserved = (path: string, code: string): Problem => ({ path, code: 'reservedCode', params: { code } });
  const groups = scheme.groups.flatMap(({ code }, index) =>
    ownGroupCodes.includes(code) ? [reserved(`groups[${index}].code`, code)] : [],
  );
  const version = ownVersionPattern.test(scheme.version) ? [{ path: 'version', code: 'reservedVersion' }] : [];
  return [...version, ...groups];
}

/** The items, each in the group of its kind. */
export function inOwnGroups(items: readonly Item[]): Item[] {
  return items.map((item) => ({ ...item, group: ownGroups[item.kind as OwnKind] ?? item.group }));
}

/** The organisation's version with a branch's own items in it. */
export function withOwnItems(base: Scheme, items: readonly Item[], version: string): Scheme {
  const used = ownKinds.filter((kind) => items.some((item) => item.kind === kind));
  const groups = used.map((kind) => ownGroup(base, kind));
  return { ...base, version, items: [...base.items, ...inOwnGroups(items)], groups: [...base.groups, ...groups] };
}

/** Stands where other items of the kind stand, so that what limits all contributions limits these as well. */
function ownGroup(base: Scheme, kind: OwnKind): Group {
  const limitHundredths = base.ownItems?.capHundredths ?? 0;
  return {
    code: ownGroups[kind],
    name: groupNames[kind],
    group: base.groups.find(({ takes }) => takes === kind)?.code ?? null,
    takes: null,
    combine: 'sum',
    share: null,
    times: [],
    roundHundredths: null,
    floorHundredths: kind === 'deduction' ? -limitHundredths : null,
    capHundredths: kind === 'contribution' ? limitHundredths : null,
    per: base.period,
    over: 'sum',
    limits: [],
  };
}

/**
 * Everything that keeps these items from being added to this version, by the path in the list (`items[2].capHundredths`).
 * What is wrong elsewhere in the merged rule has the rule's path behind `scheme.`. Never throws, whatever it is given.
 */
export function ownItemProblems(base: Scheme, items: readonly unknown[]): Problem[] {
  if (items.length === 0) return [];
  const limits = base.ownItems;
  if (limits === null) return [{ path: 'items', code: 'noOwnItems' }];
  if (items.length > limits.itemsMax) return [{ path: 'items', code: 'tooMany', params: { max: limits.itemsMax } }];
  const misshapen = items.flatMap((item, index) =>
    typeof item === 'object' && item !== null ? [] : [{ path: `items[${index}]`, code: 'notAnObject' }],
  );
  if (misshapen.length > 0) return misshapen;
  // The version is given last, with its number; any of the same form stands for it here.
  const merged = withOwnItems(base, items as readonly Item[], ownVersion(base.version, 1, 1));
  const own = (problem: Problem) => ({ ...problem, path: ownPath(problem.path, base.items.length) });
  const shape = schemeShape(merged).map(own);
  if (shape.length > 0) return shape;
  const ruled = (items as readonly Item[]).flatMap((item, index) =>
    itemProblems(base, limits, item, `items[${index}]`),
  );
  const sense = checkScheme(merged).map(own);
  return [...ruled, ...sense.filter((problem) => !ruled.some(({ path }) => path === problem.path))];
}

function ownPath(path: string, baseItems: number): string {
  const [, place, rest] = /^items\[(\d+)\](.*)$/.exec(path) ?? [];
  if (place !== undefined && Number(place) >= baseItems) return `items[${Number(place) - baseItems}]${rest}`;
  return path === 'items' ? path : `scheme.${path}`;
}

function itemProblems(base: Scheme, limits: OwnItems, item: Item, path: string): Problem[] {
  const { code, kind, group, per, automatic } = item;
  const problems: Problem[] = [];
  const report = (property: string, problem: string, params?: Problem['params']) =>
    problems.push({ path: `${path}.${property}`, code: problem, ...(params && { params }) });
  const taken = [...base.items, ...base.groups].some((other) => other.code === code);
  if (taken || ownGroupCodes.includes(code)) report('code', 'duplicateCode', { code });
  if (!limits.kinds.some((allowed) => allowed === kind)) {
    report('kind', 'kindNotAllowed', { kinds: limits.kinds.join(' ') });
    return problems;
  }
  if (group !== null && group !== ownGroups[kind as OwnKind]) report('group', 'ownGroupOnly');
  if (per !== base.period) report('per', 'notThePeriod', { period: base.period });
  if (automatic !== undefined) report('automatic', 'notOfTheBranch');
  return [...problems, ...officeProblems(item, path), ...capProblems(item, limits.capHundredths, path)];
}

/** A branch gives work to nobody but itself: neither to the bureau nor to the system. */
function officeProblems(item: Item, path: string): Problem[] {
  const outside = (office: string | undefined) => office === 'bureau' || office === 'automatic';
  const at = (place: string): Problem => ({ path: `${path}.${place}`, code: 'notOfTheBranch' });
  return [
    ...(outside(item.decidedBy) ? [at('decidedBy')] : []),
    ...(item.options ?? []).flatMap(({ decidedBy }, index) =>
      outside(decidedBy) ? [at(`options[${index}].decidedBy`)] : [],
    ),
    ...item.claimedBy.flatMap((office, index) => (outside(office) ? [at(`claimedBy[${index}]`)] : [])),
  ];
}

/** No single item above the limit: by its cap or, where it has none, by any of its values. */
function capProblems(item: Item, limitHundredths: number, path: string): Problem[] {
  const values: [string, number | undefined][] =
    item.capHundredths !== null
      ? [['capHundredths', item.capHundredths]]
      : [
          ...(item.options ?? []).map(({ pointsHundredths }, index): [string, number] => [
            `options[${index}].pointsHundredths`,
            pointsHundredths,
          ]),
          ['each.pointsHundredths', item.each?.pointsHundredths],
          ['range.fromHundredths', item.range?.fromHundredths],
          ['range.toHundredths', item.range?.toHundredths],
          ...(item.levels?.steps ?? []).map(({ pointsHundredths }, index): [string, number] => [
            `levels.steps[${index}].pointsHundredths`,
            pointsHundredths,
          ]),
        ];
  return values.flatMap(([property, hundredths = 0]) =>
    Math.abs(hundredths) > limitHundredths
      ? [{ path: `${path}.${property}`, code: 'aboveOwnItemsCap', params: { capHundredths: limitHundredths } }]
      : [],
  );
}
