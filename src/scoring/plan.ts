import { comparePeriods } from './periods.js';
import {
  fullHundredths,
  groupOf,
  type Group,
  type Item,
  type Limit,
  type Profile,
  type Rules,
  type Scheme,
} from './scheme.js';

/**
 * An item, a group or the total, with the figures that hold for one profile: the scheme as a tree to compute along.
 * `low` and `high` are infinite where the rule sets no limit.
 */
export interface Node {
  code: string;
  /** Where its value stands in a list of values by node. */
  place: number;
  item: Item | null;
  /** Null for an item. */
  rules: Rules | null;
  parent: Node | null;
  members: Node[];
  standardHundredths: number;
  low: number;
  high: number;
  /** Further caps over longer periods. */
  limits: readonly Limit[];
  /** Holds over more than one sheet: a sheet only says what it adds to a longer period. */
  long: boolean;
  /** Whole hundredths whatever is entered: what its limits cut off can be taken from single lines. */
  plain: boolean;
  /** Whether something in it adds points beyond what is presumed. */
  gains: boolean;
  notApplicable: boolean;
  /** Places of the item's tags among the scheme's categories and qualifications; −1: none. */
  category: number;
  qualification: number;
}

export interface Plan {
  scheme: Scheme;
  profile: Profile;
  /** Of the items, in the scheme's order. */
  items: Node[];
  /** Inner before outer; the total is the last. */
  groups: Node[];
  total: Node;
  byCode: Map<string, Node>;
  /** What a sheet must hand on so that longer periods can be computed without it. */
  stored: Node[];
  /** What has caps over longer periods, which earlier sheets use up. */
  limited: Node[];
  factors: Map<string, Node>;
  /** How many nodes there are: lists by place are as long. */
  size: number;
  /** By place: what counts where nothing is entered. */
  presumed: number[];
}

const plans = new WeakMap<Scheme, Map<string, Plan | null>>();

/**
 * The plan of a profile; null for a profile that the scheme doesn't have. It is made once for each scheme object, so a
 * scheme that was given to the engine must not be changed afterwards: an editor hands in a fresh copy.
 */
export function planOf(scheme: Scheme, profileCode: string): Plan | null {
  let ofScheme = plans.get(scheme);
  if (!ofScheme) plans.set(scheme, (ofScheme = new Map<string, Plan | null>()));
  let plan = ofScheme.get(profileCode);
  if (plan === undefined) {
    const profile = scheme.profiles.find(({ code }) => code === profileCode);
    plan = profile ? makePlan(scheme, profile) : null;
    // An unknown code isn't kept: it comes from outside, and there is no end of them.
    if (plan) ofScheme.set(profileCode, plan);
  }
  return plan;
}

function makePlan(scheme: Scheme, profile: Profile): Plan {
  const items = scheme.items.map((item) => itemNode(scheme, profile, item));
  const groups = scheme.groups.map((group) => groupNode(scheme, profile, group));
  const total = rulesNode(scheme, profile, 'total', scheme.total);
  const groupByCode = new Map(groups.map((node) => [node.code, node]));
  const join = (node: Node, groupCode: string | null) => {
    node.parent = groupByCode.get(groupCode ?? '') ?? total;
    node.parent.members.push(node);
  };
  const scored = items.filter(({ item }) => item?.kind !== 'factor');
  for (const node of scored) join(node, groupOf(scheme, node.item as Item)?.code ?? null);
  scheme.groups.forEach((group, index) => join(groups[index] as Node, group.group));

  const all: Node[] = [];
  const visit = (node: Node) => {
    node.members.forEach(visit);
    node.plain = isPlain(node);
    node.gains = node.item ? gains(node.item) : node.members.some((member) => member.gains);
    node.place = all.length;
    all.push(node);
  };
  visit(total);
  const factors = items.filter(({ item }) => item?.kind === 'factor');
  factors.forEach((node, index) => (node.place = all.length + index));
  return {
    scheme,
    profile,
    items,
    groups: all.filter(({ rules }) => rules),
    total,
    byCode: new Map([...all, ...factors].map((node) => [node.code, node])),
    stored: storedNodes(scheme, all),
    limited: all.filter(({ limits: further }) => further.length > 0),
    factors: new Map(factors.map((node) => [node.code, node])),
    size: all.length + factors.length,
    presumed: [...all, ...factors].map(presumedHundredths),
  };
}

const unlinked = { place: 0, parent: null, plain: true, gains: false, category: -1, qualification: -1 };

function itemNode(scheme: Scheme, profile: Profile, item: Item): Node {
  const own = profile.overrides.find(({ code }) => code === item.code);
  const notApplicable = profile.notApplicable.includes(item.code);
  const standard = own?.standardHundredths ?? item.standardHundredths;
  const cap = own?.capHundredths === undefined ? item.capHundredths : own.capHundredths;
  const floor = own?.floorHundredths === undefined ? item.floorHundredths : own.floorHundredths;
  const open = Boolean(item.each ?? item.carryOver);
  const full = item.kind === 'base' && cap === null && !open ? Math.max(standard, fullHundredths(item)) : cap;
  return {
    ...unlinked,
    ...bounds(floor, full),
    code: item.code,
    limits: item.limits,
    item,
    rules: null,
    members: [],
    standardHundredths: notApplicable && profile.notApplicableCounts === 'nothing' ? 0 : standard,
    long: comparePeriods(item.per, scheme.period) > 0,
    notApplicable,
    category: scheme.categories.findIndex(({ code }) => code === item.category),
    qualification: scheme.qualifications.findIndex(({ code }) => code === item.qualification),
  };
}

function groupNode(scheme: Scheme, profile: Profile, group: Group): Node {
  return { ...rulesNode(scheme, profile, group.code, group), limits: group.limits };
}

function rulesNode(scheme: Scheme, profile: Profile, code: string, rules: Rules): Node {
  const own = profile.overrides.find((override) => override.code === code);
  const cap = own?.capHundredths === undefined ? rules.capHundredths : own.capHundredths;
  const floor = own?.floorHundredths === undefined ? rules.floorHundredths : own.floorHundredths;
  return {
    ...unlinked,
    ...bounds(floor, cap),
    code,
    limits: [],
    item: null,
    rules: own?.share === undefined ? rules : { ...rules, share: own.share },
    members: [],
    standardHundredths: 0,
    long: comparePeriods(rules.per, scheme.period) > 0,
    notApplicable: false,
  };
}

/** A cap below zero limits what is taken off: it is a floor. */
function bounds(floor: number | null, cap: number | null): { low: number; high: number } {
  if (cap !== null && cap < 0) return { low: Math.max(cap, floor ?? cap), high: Infinity };
  return { low: floor ?? -Infinity, high: cap ?? Infinity };
}

function presumedHundredths({ item, long, standardHundredths }: Node): number {
  if (item?.kind === 'factor') return standardHundredths;
  return item?.kind === 'base' && !long ? standardHundredths : 0;
}

/** Whether several people's word about one thing is put together. */
export function isAveraged({ combine }: Item): boolean {
  return combine === 'mean' || combine === 'trimmedMean';
}

function isPlain({ item, rules, members }: Node): boolean {
  if (item) return !isAveraged(item);
  if (!rules || rules.combine === 'mean' || rules.share || rules.times.length > 0 || (rules.roundHundredths ?? 1) > 1) {
    return false;
  }
  return members.every(({ plain }) => plain);
}

function gains(item: Item): boolean {
  return item.kind === 'contribution' || (item.kind === 'base' && fullHundredths(item) > item.standardHundredths);
}

/** What stands right below something longer, what a longer item holds, what a band asks for, and what uses up a longer cap. */
function storedNodes(scheme: Scheme, nodes: readonly Node[]): Node[] {
  const asked = new Set(
    scheme.bands.flatMap(({ conditions }) => conditions.partsAtLeast ?? []).map(({ code }) => code),
  );
  return nodes.filter((node) => {
    const bestEntry = node.long && node.rules?.combine === 'highest';
    if (bestEntry || (node.long && node.item)) return true;
    if (node.long) return false;
    const inBest = node.item !== null && node.parent?.long === true && node.parent.rules?.combine === 'highest';
    return (node.parent?.long === true && !inBest) || asked.has(node.code) || node.limits.length > 0;
  });
}
