import { type Block, blocksOf } from './axis.js';
import { bad, type Finding, findingsOf, type Place } from './findings.js';
import type { OfficePackage } from './office-package.js';
import { hasBraces } from './placeholder.js';
import type { Reference } from './reference.js';
import { type Placeholder, readText, replaceInRuns } from './runs.js';
import { type ListEntry, type Standing, type TemplateData, textOfValue, valueOf } from './template-data.js';
import { TemplateProblem, templateLimits } from './template-problem.js';
import type { ListKey, TemplateSource } from './vocabulary.js';
import { expandedGrid, firstColumnOf, spanOf, widthShared, withSpan } from './word-tables.js';
import { paragraphRuns, paragraphsBelow, withoutIdentity } from './word-text.js';
import { ownList } from './worksheet.js';
import { childrenOf, cloneElement, isElement, localName, writable, type XmlElement, type XmlNode } from './xml.js';

const filledParts = /^word\/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$/;

/** The scope of a table's columns: inside of it a list of columns does not repeat paragraphs. */
interface Scope {
  standing: Standing;
  columns: readonly Block[];
  inTable: boolean;
}

/** A .docx as a template. */
export class WordTemplate {
  private readonly places = new Map<XmlElement, Place>();
  private found: Finding[] | null = null;
  private copies = 0;
  private pictures = 20_000;

  constructor(
    private readonly file: OfficePackage,
    private readonly source: TemplateSource,
  ) {}

  /** Every placeholder in its order; with data, what each would become. */
  findings(data: TemplateData | null): Finding[] {
    this.found = [];
    for (const name of this.parts()) {
      const root = cloneElement(this.file.tree(name));
      this.number(name, root);
      this.fillChildren(root, { standing: new Map(), columns: [], inTable: false }, data);
    }
    const found = this.found;
    this.found = null;
    return found;
  }

  /** Puts the data into the package. @throws TemplateProblem where it would become too large */
  fill(data: TemplateData): void {
    for (const name of this.parts())
      this.fillChildren(this.file.tree(name), { standing: new Map(), columns: [], inTable: false }, data);
  }

  private parts(): string[] {
    const body = (name: string) => (name === 'word/document.xml' ? 0 : 1);
    return this.file.names
      .filter((name) => filledParts.test(name))
      .sort((one, other) => body(one) - body(other) || (one < other ? -1 : 1));
  }

  /** Says of every paragraph where it is, as a person would count. */
  private number(name: string, root: XmlElement): void {
    const base = /header|footer/.test(name) ? 'pageHeader' : /notes/.test(name) ? 'notes' : 'paragraph';
    let [paragraph, table] = [0, 0];
    const walk = (element: XmlElement, cell: string | null): void => {
      for (const child of childrenOf(element)) {
        const local = localName(child);
        if (local === 'p') {
          const part = cell ? 'tableCell' : base;
          this.places.set(child, { part, sheet: null, address: cell ?? String(++paragraph) });
        }
        if (local === 'tbl') {
          const number = ++table;
          rowsOf(child).forEach((row, rowIndex) =>
            cellsOf(row).forEach((each, cellIndex) => walk(each, `${number}-${rowIndex + 1}-${cellIndex + 1}`)),
          );
        } else walk(child, cell);
      }
    };
    walk(root, null);
  }

  private entriesOf(data: TemplateData | null, list: ListKey): readonly ListEntry[] {
    const entries = data?.lists[list] ?? [];
    // A dry run looks at the first alone.
    return this.found ? entries.slice(0, 1) : entries;
  }

  private fillChildren(parent: XmlElement, scope: Scope, data: TemplateData | null): void {
    const result: XmlNode[] = [];
    const { children } = parent;
    for (let index = 0; index < children.length; index++) {
      const child = children[index]!;
      if (!isElement(child)) {
        result.push(child);
        continue;
      }
      const list = this.listOf(child, scope);
      if (list === null) {
        result.push(child);
        this.fillOne(child, scope, data);
        continue;
      }
      const group = [child];
      while (index + 1 < children.length) {
        const next = children[index + 1]!;
        if (!isElement(next) || localName(next) !== localName(child) || this.listOf(next, scope) !== list) break;
        group.push(next);
        index++;
      }
      result.push(...this.repeated(group, list, scope, data));
    }
    parent.children = result;
  }

  private repeated(group: readonly XmlElement[], list: ListKey, scope: Scope, data: TemplateData | null): XmlElement[] {
    const entries = this.entriesOf(data, list);
    return (entries.length > 0 ? entries : [null]).flatMap((entry, copy) =>
      group.map((element) => {
        if (++this.copies > templateLimits.copies)
          throw new TemplateProblem('tooManyRows', { limit: templateLimits.copies });
        const made = this.copyOf(element, copy > 0);
        this.fillOne(made, { ...scope, standing: new Map([...scope.standing, [list, entry]]) }, data, {
          axis: 'rows',
          times: data?.lists[list]?.length ?? 0,
        });
        return made;
      }),
    );
  }

  private fillOne(
    element: XmlElement,
    scope: Scope,
    data: TemplateData | null,
    repeats: Finding['repeats'] = null,
  ): void {
    switch (localName(element)) {
      case 'p':
        this.fillParagraph(element, scope, data, repeats);
        break;
      case 'tbl':
        this.fillTable(element, scope, data);
        return;
      case 'tr':
        this.fillRow(element, scope, data, repeats);
        return;
    }
    this.fillChildren(element, scope, data);
  }

  private fillTable(table: XmlElement, scope: Scope, data: TemplateData | null): void {
    const lists = new Map<number, ListKey>();
    for (const row of rowsOf(table)) {
      const own = this.rowList(row, scope);
      forEachCell(row, (cell, column) => {
        for (const list of this.columnLists(cell, own, scope)) {
          const known = lists.get(column);
          if (known && known !== list) this.record(cell, 'twoLists');
          else lists.set(column, list);
        }
      });
    }
    const columns = blocksOf(lists, (list) => this.entriesOf(data, list));
    expandedGrid(table, columns);
    this.fillChildren(table, { ...scope, columns, inTable: true }, data);
  }

  private fillRow(row: XmlElement, scope: Scope, data: TemplateData | null, repeats: Finding['repeats']): void {
    const { columns } = scope;
    const isRepeated = repeats !== null;
    const result: XmlNode[] = [];
    let column = firstColumnOf(row);
    let pending: { block: Block; cells: XmlElement[] } | null = null;
    const flush = () => {
      if (!pending) return;
      const { block, cells } = pending;
      block.entries.forEach((entry, copy) => {
        for (const cell of cells) {
          const made = this.copyOf(cell, copy > 0);
          widthShared(made, block.entries.length);
          const standing = new Map([...scope.standing, [block.list, entry] as const]);
          const times = { axis: 'columns', times: data?.lists[block.list]?.length ?? 0 } as const;
          this.fillCell(made, { ...scope, standing }, data, times);
          result.push(made);
        }
      });
      pending = null;
    };
    for (const child of row.children) {
      if (!isElement(child) || localName(child) !== 'tc') {
        flush();
        result.push(child);
        if (isElement(child)) this.fillChildren(child, scope, data);
        continue;
      }
      const span = spanOf(child);
      const inside = columns.find(({ first, last }) => first <= column && column + span - 1 <= last);
      const speaks = inside !== undefined && this.speaksOf(child, inside.list);
      if (inside && (isRepeated || speaks)) {
        if (pending && pending.block !== inside) flush();
        pending ??= { block: inside, cells: [] };
        pending.cells.push(child);
      } else {
        flush();
        withSpan(child, span + extraColumns(columns, column, column + span - 1));
        this.fillCell(child, scope, data, repeats);
        result.push(child);
      }
      column += span;
    }
    flush();
    row.children = result;
  }

  private fillCell(cell: XmlElement, scope: Scope, data: TemplateData | null, repeats: Finding['repeats']): void {
    for (const paragraph of paragraphsBelow(cell)) this.fillParagraph(paragraph, scope, data, repeats);
    // Tables within the cell have columns of their own.
    for (const child of childrenOf(cell)) if (localName(child) === 'tbl') this.fillTable(child, scope, data);
  }

  private fillParagraph(
    paragraph: XmlElement,
    scope: Scope,
    data: TemplateData | null,
    repeats: Finding['repeats'],
  ): void {
    const runs = paragraphRuns(paragraph);
    const text = runs.map((run) => run.text).join('');
    if (!hasBraces(text)) return;
    const read = readText(text, this.source);
    const place = this.places.get(paragraph);
    if (this.found && place) this.found.push(...findingsOf(place, read, { data, standing: scope.standing }, repeats));
    if (data === null) return;
    replaceInRuns(
      runs,
      read.placeholders,
      read.placeholders.map(({ resolved }) =>
        writable('reference' in resolved ? textOfValue(valueOf(resolved.reference, data, scope.standing)) : ''),
      ),
    );
  }

  /** The list that a row or a paragraph repeats for. */
  private listOf(element: XmlElement, scope: Scope): ListKey | null {
    switch (localName(element)) {
      case 'tr':
        return this.rowList(element, scope);
      case 'p': {
        if (scope.inTable) return null;
        const wanted = this.referencesIn([element]).map(ownList);
        const list = wanted.find((each): each is ListKey => each !== null && !scope.standing.has(each));
        return list ?? null;
      }
      default:
        return null;
    }
  }

  private rowList(row: XmlElement, scope: Scope): ListKey | null {
    const references = this.referencesIn(cellsOf(row).flatMap((cell) => [...paragraphsBelow(cell)]));
    const lists = new Set([
      ...references.filter(({ kind }) => kind === 'mark').map((reference) => ownList(reference)!),
      ...references.map(ownList).filter((list) => list === 'member'),
    ]);
    if (lists.size > 1) this.record(row, 'twoLists');
    const [list] = lists;
    return list && !scope.standing.has(list) ? list : null;
  }

  private columnLists(cell: XmlElement, rowList: ListKey | null, { standing }: Scope): ListKey[] {
    return this.referencesIn([...paragraphsBelow(cell)]).flatMap((reference): ListKey[] => {
      const list = reference.kind === 'crossing' ? reference.of : reference.kind === 'field' ? reference.list : null;
      return list === null || list === rowList || standing.has(list) ? [] : [list];
    });
  }

  private speaksOf(cell: XmlElement, list: ListKey): boolean {
    return this.referencesIn([...paragraphsBelow(cell)]).some(
      (reference) => ownList(reference) === list || (reference.kind === 'crossing' && reference.of === list),
    );
  }

  private referencesIn(paragraphs: readonly XmlElement[]): Reference[] {
    return paragraphs.flatMap((paragraph) => {
      const text = paragraphRuns(paragraph)
        .map((run) => run.text)
        .join('');
      if (!hasBraces(text)) return [];
      return readText(text, this.source).placeholders.flatMap(({ resolved }: Placeholder) =>
        'reference' in resolved ? [resolved.reference] : [],
      );
    });
  }

  private record(element: XmlElement, problem: 'twoLists'): void {
    const [paragraph] = paragraphsBelow(element);
    const cell = cellsOf(element)[0];
    const [inCell] = cell ? paragraphsBelow(cell) : [];
    const place = this.places.get((paragraph ?? inCell)!);
    if (this.found && place) this.found.push(bad(place, '', problem));
  }

  private copyOf(element: XmlElement, isFurther: boolean): XmlElement {
    const made = cloneElement(element);
    if (this.found) this.copyPlaces(element, made);
    if (isFurther) withoutIdentity(made, () => ++this.pictures);
    return made;
  }

  private copyPlaces(from: XmlElement, to: XmlElement): void {
    const place = this.places.get(from);
    if (place) this.places.set(to, place);
    const made = childrenOf(to);
    childrenOf(from).forEach((child, index) => this.copyPlaces(child, made[index]!));
  }
}

/** Rows of a table, in content controls as well, and not those of tables within. */
function rowsOf(table: XmlElement): XmlElement[] {
  return childrenOf(table).flatMap((child) => {
    const local = localName(child);
    if (local === 'tr') return [child];
    return local === 'sdt' || local === 'sdtContent' || local === 'ins' ? rowsOf(child) : [];
  });
}

function cellsOf(row: XmlElement): XmlElement[] {
  return childrenOf(row).flatMap((child) => {
    const local = localName(child);
    if (local === 'tc') return [child];
    return local === 'sdt' || local === 'sdtContent' ? cellsOf(child) : [];
  });
}

function forEachCell(row: XmlElement, visit: (cell: XmlElement, column: number) => void): void {
  let column = firstColumnOf(row);
  for (const cell of childrenOf(row).filter((child) => localName(child) === 'tc')) {
    visit(cell, column);
    column += spanOf(cell);
  }
}

function extraColumns(columns: readonly Block[], first: number, last: number): number {
  return columns.reduce((sum, block) => {
    const covered = Math.min(last, block.last) - Math.max(first, block.first) + 1;
    return covered > 0 ? sum + covered * (block.entries.length - 1) : sum;
  }, 0);
}
