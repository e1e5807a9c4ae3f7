import { type Counting, effectHundredths } from './counting.js';
import type { Entry } from './entry.js';
import { boundsOf, type Earlier } from './limits.js';
import type { Node, Plan } from './plan.js';
import type { Note } from './problem.js';

interface Room {
  earlier: Earlier;
  /** What a node has come to so far, with what is presumed. */
  running: Map<Node, number>;
  /** Groups of which only the highest counts, and which have it. */
  taken: Set<Node>;
  /** By deed: the counting that scored it. */
  deeds: Map<string, Counting>;
  /** By deed: the heaviest loss, even where a floor left it nothing to count; such a deed earns nothing. */
  losses: Map<string, Counting>;
}

/**
 * One fact scores once (domain/scheme.md, arithmetic 3): of several entries that name one deed, the heaviest for which its
 * item and groups have room; losses come before gains, and a fact that costs points earns none. The others are marked dead,
 * with the reason. Does nothing where no deed is named twice.
 */
export function oneFactOnce(
  plan: Plan,
  entries: readonly Entry[],
  ofNode: readonly (Counting[] | undefined)[],
  earlier: Earlier,
): void {
  const named = entries.filter(({ deedKey }) => deedKey);
  if (named.length > 1 && new Set(named.map(({ deedKey }) => deedKey)).size < named.length) {
    settle(plan, ofNode, earlier);
  }
}

function settle(plan: Plan, ofNode: readonly (Counting[] | undefined)[], earlier: Earlier): void {
  const places = new Map(plan.items.map((node, index) => [node, index]));
  const countings = plan.items
    .flatMap((node) => ofNode[node.place] ?? [])
    .filter((counting) => !counting.dead && effectHundredths(counting) !== 0)
    .sort((a, b) => atMost(b) - atMost(a) || places.get(a.node)! - places.get(b.node)!);
  const isGain = (counting: Counting) => effectHundredths(counting) > 0;
  const room: Room = { earlier, running: new Map(), taken: new Set(), deeds: new Map(), losses: new Map() };
  const ordered = [...countings.filter((it) => !isGain(it)), ...countings.filter(isGain)];
  for (const counting of ordered) settleOne(counting, isGain(counting), room);
}

/** The weight as far as the item's and the groups' limits ever let it count: what "heavier" goes by. */
function atMost(counting: Counting): number {
  const effect = effectHundredths(counting);
  const limits = path(counting.node).map((node) => {
    if (effect > 0) return node.high - (node.item?.kind === 'base' ? node.standardHundredths : 0);
    return node.item?.kind === 'base' ? node.standardHundredths - node.low : -Math.min(node.low, 0) || Infinity;
  });
  return Math.min(Math.abs(effect), ...limits);
}

/** The item and the groups around it, as far as single lines are cut in them; not the total. */
function path(item: Node): Node[] {
  const nodes: Node[] = [];
  for (let node: Node | null = item; node?.parent && node.plain && !node.long; node = node.parent) nodes.push(node);
  return nodes;
}

function settleOne(counting: Counting, isGain: boolean, room: Room): void {
  const deed = counting.entry?.deedKey;
  if (deed && !isGain && !room.losses.has(deed)) room.losses.set(deed, counting);
  const other = deed ? ((isGain ? room.losses.get(deed) : undefined) ?? room.deeds.get(deed)) : undefined;
  if (other) {
    counting.dead = true;
    counting.line.notes.push(sameFact(counting, other));
    return;
  }
  const taken = take(counting, isGain, room);
  if (deed && taken > 0) room.deeds.set(deed, counting);
}

function sameFact({ node }: Counting, other: Counting): Note {
  const code = node.item?.onceADeed && other.node === node ? 'onlyHighest' : 'sameFact';
  return { code, params: { item: other.node.code, entryNumber: other.line.entryNumber ?? 0 } };
}

/** How much of a counting finds room in its item and groups; it is taken up there. */
function take(counting: Counting, isGain: boolean, room: Room): number {
  const nodes = path(counting.node);
  const best = nodes.filter(({ rules }) => rules?.combine === 'highest');
  if (best.some((node) => room.taken.has(node))) return 0;
  const left = nodes.map((node) => {
    const running = runningOf(node, room);
    const { low, high } = boundsOf(node, room.earlier);
    if (isGain) return high - running;
    // Gains come later and make room under a floor.
    return node.gains ? Infinity : running - low;
  });
  const taken = Math.max(0, Math.min(Math.abs(effectHundredths(counting)), ...left));
  if (taken > 0) for (const node of best) room.taken.add(node);
  for (const node of nodes) room.running.set(node, runningOf(node, room) + (isGain ? taken : -taken));
  return taken;
}

function runningOf(node: Node, room: Room): number {
  return room.running.get(node) ?? presumedIn(node);
}

function presumedIn(node: Node): number {
  if (node.item) return node.item.kind === 'base' && !node.long ? node.standardHundredths : 0;
  return node.members.reduce((sum, member) => sum + presumedIn(member), 0);
}
