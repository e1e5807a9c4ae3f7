import { bad, type Finding, findingsOf } from './findings.js';
import { drawingTexts, fillDrawing, moveAnchors } from './drawing.js';
import { type Grid, movedFormula, nowhere, stretchedRange } from './formula.js';
import type { OfficePackage } from './office-package.js';
import { hasBraces } from './placeholder.js';
import { readText } from './runs.js';
import { type TemplateData, textOfValue, valueOf } from './template-data.js';
import { TemplateProblem } from './template-problem.js';
import type { TemplateSource } from './vocabulary.js';
import { fillSheet } from './worksheet-frame.js';
import { cellFindings, gridOf, readSheet, type TemplateSheet } from './worksheet.js';
import {
  attributeOf,
  childOf,
  childrenOf,
  cloneElement,
  elementsNamed,
  localName,
  setAttribute,
  siblingName,
  textOf,
  writable,
  type XmlElement,
} from './xml.js';

const main = 'xl/workbook.xml';

/** What a formula may call that reaches out of the workbook. */
const reachingOut = /\b(WEBSERVICE|RTD|CALL|REGISTER(\.ID)?|IMAGE|EXEC|DDE)\s*\(|\|'?[^'"|!]*'?!/i;

/** An .xlsx as a template. */
export class WorkbookTemplate {
  private constructor(
    private readonly file: OfficePackage,
    private readonly source: TemplateSource,
    private readonly sheets: readonly TemplateSheet[],
  ) {}

  /** @throws TemplateProblem */
  static read(file: OfficePackage, source: TemplateSource): WorkbookTemplate {
    const relationships = file.relationshipsOf(main);
    const stringsPart = file.partOf(main, 'sharedStrings');
    const strings = stringsPart ? childrenOf(file.tree(stringsPart)) : [];
    const list = childOf(file.tree(main), 'sheets');
    const sheets = (list ? childrenOf(list) : []).flatMap((element) => {
      const id = attributeOf(element, 'id');
      const part = relationships.find((each) => each.id === id);
      if (part?.type !== 'worksheet') return [];
      const named = { name: element.attributes['name'] ?? '', part: part.target, root: file.tree(part.target) };
      return [readSheet(named, strings, source)];
    });
    if (sheets.length === 0) throw new TemplateProblem('brokenFile', { part: main });
    const dangerous = sheets
      .flatMap(({ rows }) => rows.flatMap(({ cells }) => cells))
      .find(({ formula }) => formula !== null && reachingOut.test(formula.replace(/"[^"]*"/g, '""')));
    if (dangerous)
      throw new TemplateProblem('activeContent', { what: 'formula', where: dangerous.element.attributes['r'] ?? '' });
    return new WorkbookTemplate(file, source, sheets);
  }

  /** Every placeholder, sheet by sheet; with data, what each would become. */
  findings(data: TemplateData | null): Finding[] {
    return this.sheets.flatMap((sheet) => [
      ...(hasBraces(sheet.name)
        ? [bad({ part: 'cell', sheet: sheet.name, address: '' }, sheet.name, 'inSheetName')]
        : []),
      ...cellFindings(sheet, data),
      ...this.tableProblems(sheet),
      ...pageTexts(sheet.root).flatMap((element) => {
        const place = { part: 'pageHeader', sheet: sheet.name, address: localName(element) } as const;
        return findingsOf(place, readText(textOf(element), this.source), { data, standing: new Map() });
      }),
      ...this.drawingsOf(sheet).flatMap((part) =>
        drawingTexts(this.file.tree(part), this.source).flatMap((text, index) =>
          findingsOf({ part: 'drawing', sheet: sheet.name, address: String(index + 1) }, text.read, {
            data,
            standing: new Map(),
          }),
        ),
      ),
    ]);
  }

  /** Puts the data into the package. @throws TemplateProblem where it would become too large */
  fill(data: TemplateData): void {
    const grids = new Map<string, Grid>(this.sheets.map((sheet) => [sheet.name, gridOf(sheet, data)]));
    // Sheets are named without regard to case.
    const byLower = new Map([...grids].map(([name, grid]) => [name.toLowerCase(), grid]));
    const gridNamed = (name: string) => byLower.get(name.toLowerCase());
    const numberStyle = this.numberStyles();
    const wraps = this.wrappingStyles();
    for (const sheet of this.sheets) {
      const grid = grids.get(sheet.name)!;
      this.dropNotes(sheet);
      fillSheet({ data, sheet, grid, gridOf: gridNamed, numberStyle, wraps });
      for (const element of pageTexts(sheet.root)) fillPageText(element, data, this.source);
      for (const part of this.drawingsOf(sheet)) {
        moveAnchors(this.file.tree(part), grid);
        fillDrawing(this.file.tree(part), data, this.source);
        this.moveCharts(part, sheet.name, gridNamed);
      }
      for (const table of this.tablesOf(sheet))
        for (const element of [
          this.file.tree(table),
          ...elementsNamed(this.file.tree(table), 'autoFilter', 'sortState'),
        ])
          if (element.attributes['ref']) element.attributes['ref'] = stretchedRange(element.attributes['ref'], grid);
    }
    this.moveNames(gridNamed);
    this.computeAnew();
  }

  private drawingsOf({ part }: TemplateSheet): string[] {
    return this.partsOf(part, 'drawing');
  }

  private tablesOf({ part }: TemplateSheet): string[] {
    return this.partsOf(part, 'table');
  }

  private partsOf(part: string, type: string): string[] {
    return this.file
      .relationshipsOf(part)
      .filter((each) => each.type === type && this.file.has(each.target))
      .map(({ target }) => target);
  }

  /** The heads of a table are its names for the program, which do not change with the cells. */
  private tableProblems(sheet: TemplateSheet): Finding[] {
    return this.tablesOf(sheet).flatMap((part) => {
      const [, first, top, last] =
        /^([A-Z]+)(\d+):([A-Z]+)\d+$/.exec(this.file.tree(part).attributes['ref'] ?? '') ?? [];
      if (!first || !top || !last) return [];
      const heads = sheet.rows.find(({ row }) => row === Number(top))?.cells ?? [];
      return heads
        .filter(({ read, column }) => read !== null || sheet.columnLists.has(column))
        .map(({ text, element }) =>
          bad({ part: 'cell', sheet: sheet.name, address: element.attributes['r'] ?? '' }, text, 'inTableHead'),
        );
    });
  }

  /** Notes beside cells were for whoever made the template; they would stay where their cells no longer are. */
  private dropNotes({ part, root }: TemplateSheet): void {
    const legacy = childOf(root, 'legacyDrawing');
    const legacyId = legacy && attributeOf(legacy, 'id');
    const isNote = ({ id, type }: { id: string; type: string }) =>
      type === 'comments' || type === 'threadedComment' || id === legacyId;
    for (const { target } of this.file.relationshipsOf(part).filter(isNote))
      if (this.file.has(target)) this.file.remove(target);
    this.file.removeRelationships(part, isNote);
    root.children = root.children.filter((child) => child !== legacy);
  }

  private moveCharts(drawing: string, own: string, gridNamed: (name: string) => Grid | undefined): void {
    for (const chart of this.partsOf(drawing, 'chart')) {
      for (const element of elementsNamed(this.file.tree(chart), 'f'))
        element.children = [movedFormula(textOf(element), { gridOf: gridNamed, own, seat: nowhere })];
      // What was drawn last is drawn anew from the cells.
      for (const element of elementsNamed(this.file.tree(chart), 'numRef', 'strRef'))
        element.children = element.children.filter(
          (child) => typeof child !== 'object' || 'raw' in child || !/^(num|str)Cache$/.test(localName(child)),
        );
    }
  }

  /** Print areas, repeated rows and every other name. */
  private moveNames(gridNamed: (name: string) => Grid | undefined): void {
    const names = childOf(this.file.tree(main), 'definedNames');
    for (const element of names ? childrenOf(names) : [])
      element.children = [movedFormula(textOf(element), { gridOf: gridNamed, own: '', seat: nowhere })];
  }

  private computeAnew(): void {
    const root = this.file.tree(main);
    const chain = this.file.partOf(main, 'calcChain');
    if (chain) {
      this.file.remove(chain);
      this.file.removeRelationships(main, ({ type }) => type === 'calcChain');
    }
    let settings = childOf(root, 'calcPr');
    if (!settings) {
      settings = { name: siblingName(root, 'calcPr'), attributes: {}, children: [] };
      const before = ['sheets', 'functionGroups', 'externalReferences', 'definedNames'];
      const last = root.children.findLastIndex(
        (child) => typeof child === 'object' && !('raw' in child) && before.includes(localName(child)),
      );
      root.children.splice(last + 1, 0, settings);
    }
    setAttribute(settings, 'fullCalcOnLoad', '1');
  }

  private wrappingStyles(): (style: string | undefined) => boolean {
    const part = this.file.partOf(main, 'styles');
    const formats = part && childOf(this.file.tree(part), 'cellXfs');
    const wrapping = (formats ? childrenOf(formats) : []).map((format) =>
      /^(1|true)$/.test(childOf(format, 'alignment')?.attributes['wrapText'] ?? ''),
    );
    return (style = '0') => wrapping[Number(style)] ?? false;
  }

  /** Points in a cell without a number format get two decimals; a format that the cell has is kept. */
  private numberStyles(): (style: string | undefined, format: 'points' | 'share') => string {
    const part = this.file.partOf(main, 'styles');
    const formats = part && childOf(this.file.tree(part), 'cellXfs');
    // General; and text, which was the format of the placeholder and not of the number that comes instead.
    const custom = part && childOf(this.file.tree(part), 'numFmts');
    const asText = (custom ? childrenOf(custom) : []).filter(({ attributes }) => attributes['formatCode'] === '@');
    const unformatted = new Set(['0', '49', ...asText.map(({ attributes }) => attributes['numFmtId'] ?? '')]);
    const made = new Map<string, string>();
    return (style = '0', format) => {
      const key = `${style} ${format}`;
      const known = made.get(key);
      if (known !== undefined) return known;
      const own = formats && childrenOf(formats)[Number(style)];
      if (!formats || !own || !unformatted.has(own.attributes['numFmtId'] ?? '0')) return style;
      const added = cloneElement(own);
      Object.assign(added.attributes, { numFmtId: format === 'points' ? '2' : '10', applyNumberFormat: '1' });
      formats.children.push(added);
      const number = String(childrenOf(formats).length - 1);
      formats.attributes['count'] = String(childrenOf(formats).length);
      made.set(key, number);
      return number;
    };
  }
}

function pageTexts(root: XmlElement): XmlElement[] {
  const element = childOf(root, 'headerFooter');
  return element ? childrenOf(element).filter((child) => hasBraces(textOf(child))) : [];
}

function fillPageText(element: XmlElement, data: TemplateData, source: TemplateSource): void {
  let text = textOf(element);
  for (const { start, end, resolved } of readText(text, source).placeholders.reverse()) {
    const value = 'reference' in resolved ? valueOf(resolved.reference, data, new Map()) : null;
    // An ampersand begins a code of the page's head and foot.
    text = text.slice(0, start) + writable(textOfValue(value)).replaceAll('&', '&&') + text.slice(end);
  }
  element.children = [text];
}
