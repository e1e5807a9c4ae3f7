import { claimedHundredths, type Entry } from './entry.js';
import type { Note } from './problem.js';
import type { Group, Item, Scheme } from './scheme.js';

/**
 * How much of every entry counts. Here every value is a *weight*: the positive number of hundredths by which the
 * entry moves the score, down for a base item or a deduction, up for a contribution.
 */
export interface Counting {
  entry: Entry;
  item: Item;
  claimedHundredths: number;
  weightHundredths: number;
  /** The weight as far as the item's and the group's caps ever let it count: what "heavier" goes by. */
  atMostHundredths: number;
  countedWeightHundredths: number;
  notes: Note[];
}

interface Room {
  /** What the item, or group, has counted so far. */
  itemUsed: Map<string, number>;
  groupUsed: Map<string, number>;
  /** By deed: the counting that scored it. */
  deeds: Map<string, Counting>;
  /** By deed: the heaviest loss, even where a cap left it nothing to count; such a deed earns nothing. */
  losses: Map<string, Counting>;
}

/**
 * Counts checked entries (domain/scheme.md, arithmetic 1 and 3): one fact once, then the item's cap, then its group's,
 * then the cap on all contributions. The order of `entries` doesn't matter. Two orders decide who is cut, and both are
 * the scheme's and the values', never the time of entry:
 * facts, item and group caps take losses (base items, deductions) before gains, then the heaviest first, so that one
 * fact counts under the heaviest item that has room for it, and a fact that costs points earns none;
 * the contributions cap is filled in the scheme's order, so that the items listed last are cut first.
 * So a new deed can only raise a score and a new fault only lower it, whatever else is on the sheet.
 */
export function countEntries(scheme: Scheme, entries: readonly Entry[]): Counting[] {
  const places = new Map(scheme.items.map((item, index) => [item.code, index]));
  const place = (counting: Counting) => places.get(counting.item.code) ?? 0;
  const inSchemeOrder = entries
    .map((entry) => start(scheme, scheme.items[places.get(entry.itemCode) ?? -1], entry))
    .filter((counting) => counting !== null)
    .sort((a, b) => place(a) - place(b) || b.weightHundredths - a.weightHundredths || byContent(a.entry, b.entry));
  const heaviestFirst = [...inSchemeOrder].sort((a, b) => b.atMostHundredths - a.atMostHundredths);
  const [losses, gains] = [heaviestFirst.filter((it) => !isGain(it)), heaviestFirst.filter(isGain)];
  const room: Room = { itemUsed: new Map(), groupUsed: new Map(), deeds: new Map(), losses: new Map() };
  for (const counting of [...losses, ...gains]) count(scheme, counting, room);
  capContributions(scheme, inSchemeOrder.filter(isGain));
  return inSchemeOrder;
}

function start(scheme: Scheme, item: Item | undefined, entry: Entry): Counting | null {
  if (!item) return null;
  const claimed = claimedHundredths(item, entry);
  const weightHundredths = item.kind === 'base' ? item.standardHundredths - claimed : Math.abs(claimed);
  const caps = [item.capHundredths, groupOf(scheme, item)?.capHundredths ?? null].filter((cap) => cap !== null);
  const atMostHundredths = Math.min(weightHundredths, ...caps.map((cap) => Math.abs(cap)));
  return {
    entry,
    item,
    claimedHundredths: claimed,
    weightHundredths,
    atMostHundredths,
    countedWeightHundredths: 0,
    notes: [],
  };
}

function groupOf(scheme: Scheme, item: Item): Group | undefined {
  return scheme.groups.find((group) => group.items.includes(item.code));
}

function isGain(counting: Counting): boolean {
  return counting.item.kind === 'contribution';
}

/** A fixed order of entries of one item and weight, by what they say; the number only parts perfect twins. */
function byContent(a: Entry, b: Entry): number {
  return (
    compare(a.optionCode ?? '', b.optionCode ?? '') || compare(a.deedKey ?? '', b.deedKey ?? '') || a.number - b.number
  );
}

/** By code unit: the same everywhere, unlike an order that depends on a locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function count(scheme: Scheme, counting: Counting, room: Room): void {
  const { entry, item, notes } = counting;
  if (entry.refused) {
    notes.push({ code: 'refused' });
    return;
  }
  if (counting.weightHundredths === 0) return;
  const group = groupOf(scheme, item);
  if (entry.deedKey && !isGain(counting) && !room.losses.has(entry.deedKey)) room.losses.set(entry.deedKey, counting);
  const twin = scoredAlready(counting, group, room);
  if (twin) {
    notes.push(twin);
    return;
  }
  cap(counting, counting.weightHundredths, item.capHundredths, room.itemUsed.get(item.code), 'itemCap');
  if (group) {
    const used = room.groupUsed.get(group.code) ?? 0;
    cap(counting, counting.countedWeightHundredths, group.capHundredths, used, 'groupCap', group.code);
    room.groupUsed.set(group.code, used + counting.countedWeightHundredths);
  }
  room.itemUsed.set(item.code, (room.itemUsed.get(item.code) ?? 0) + counting.countedWeightHundredths);
  if (entry.deedKey && counting.countedWeightHundredths > 0) room.deeds.set(entry.deedKey, counting);
}

/** Why an entry can't count because another one did: the same fact, or a group in which only the highest counts. */
function scoredAlready(counting: Counting, group: Group | undefined, room: Room): Note | null {
  const { entry, item } = counting;
  const scored = isGain(counting) ? [room.losses, room.deeds] : [room.deeds];
  const same = entry.deedKey ? scored.map((deeds) => deeds.get(entry.deedKey ?? '')).find((it) => it) : undefined;
  if (same) {
    const code = item.onceADeed && same.item.code === item.code ? 'onlyHighest' : 'sameFact';
    return { code, params: { item: same.item.code, entryNumber: same.entry.number } };
  }
  if (group?.combine === 'highest' && (room.groupUsed.get(group.code) ?? 0) > 0) {
    return { code: 'onlyHighest', params: { group: group.code } };
  }
  return null;
}

/** Counts `wanted` as far as the cap (either sign; null = none) leaves room, and notes what was cut. */
function cap(
  counting: Counting,
  wanted: number,
  capHundredths: number | null,
  used: number | undefined,
  code: string,
  group?: string,
): void {
  const room = capHundredths === null ? wanted : Math.max(0, Math.abs(capHundredths) - (used ?? 0));
  counting.countedWeightHundredths = Math.min(wanted, room);
  const cutHundredths = wanted - counting.countedWeightHundredths;
  if (cutHundredths === 0) return;
  const params = { capHundredths: capHundredths ?? 0, cutHundredths };
  counting.notes.push({ code, params: group === undefined ? params : { ...params, group } });
}

function capContributions(scheme: Scheme, gains: readonly Counting[]): void {
  let used = 0;
  for (const gain of gains) {
    cap(gain, gain.countedWeightHundredths, scheme.contributionsCapHundredths, used, 'contributionsCap');
    used += gain.countedWeightHundredths;
  }
}
