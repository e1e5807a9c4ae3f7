import type { ListEntry } from './template-data.js';
import type { ListKey } from './vocabulary.js';

/** Rows (or columns) that follow one another and are repeated together, once for each entry. */
export interface Block {
  first: number;
  last: number;
  list: ListKey;
  /** Never empty: a list without entries leaves one copy with blanks, so that the table still looks like one. */
  entries: readonly (ListEntry | null)[];
}

/** Which copy of a block a cell is in. */
export interface Inside {
  block: Block;
  copy: number;
}

/** Where the rows (or columns) of a sheet come to stand once its blocks are repeated. Counted from 1. */
export class Axis {
  constructor(
    /** In their order, without overlap. */
    readonly blocks: readonly Block[],
    /** What the office programs have at most. */
    private readonly limit: number,
  ) {}

  blockAt(line: number): Block | null {
    return this.blocks.find(({ first, last }) => first <= line && line <= last) ?? null;
  }

  /** The place of a line's first copy. */
  first(line: number): number {
    let place = line;
    for (const { first, last, entries } of this.blocks) {
      if (first > line) break;
      if (line > last) place += (entries.length - 1) * (last - first + 1);
    }
    return Math.min(place, this.limit);
  }

  /** The place of a line's copy number `copy`, from 0. */
  at(line: number, copy: number): number {
    const block = this.blockAt(line);
    return block ? this.first(line) + copy * (block.last - block.first + 1) : this.first(line);
  }

  last(line: number): number {
    return Math.min(this.at(line, (this.blockAt(line)?.entries.length ?? 1) - 1), this.limit);
  }

  copies(line: number): number {
    return this.blockAt(line)?.entries.length ?? 1;
  }

  /** Places of the ranges that one range becomes: within a block one for each copy, otherwise the one that holds them all. */
  spread(from: number, until: number): { from: number; until: number }[] {
    const block = this.blockAt(from);
    if (!block || until > block.last) return [{ from: this.first(from), until: this.last(until) }];
    return block.entries.map((_, copy) => ({ from: this.at(from, copy), until: this.at(until, copy) }));
  }
}

/** Neighbours of one list make one block. */
export function blocksOf(
  lines: ReadonlyMap<number, ListKey>,
  entriesOf: (list: ListKey) => readonly ListEntry[],
): Block[] {
  const blocks: Block[] = [];
  for (const [line, list] of [...lines].sort(([one], [other]) => one - other)) {
    const before = blocks.at(-1);
    if (before && before.list === list && before.last === line - 1) before.last = line;
    else {
      const entries = entriesOf(list);
      blocks.push({ first: line, last: line, list, entries: entries.length > 0 ? entries : [null] });
    }
  }
  return blocks;
}
