import type { Stamp } from './document-words.js';

/**
 * A document, described once (domain/documents.md): what stands in it, in which order. The workbook, the Word file, the CSV and the
 * page that is shown and printed are all written from this, and none of them computes a figure.
 */
export interface DocumentDescription {
  /** Without its ending: as people read it, and in plain letters. */
  fileName: string;
  plainName: string;
  /** Who took it out and when; with the version of what it shows, it stands in the foot of every page. */
  stamp: Stamp;
  /** What the figures are: '公示第 3 号，办法 2026-1 版', '草稿，未公示'. */
  version: string;
  /** A workbook has a sheet for each, a Word file begins a new page, a CSV has the first one's table. */
  sections: DocumentSection[];
}

export interface DocumentSection {
  /** Name of the worksheet: at most 31 characters, none of []/\:*? */
  name: string;
  orientation: 'portrait' | 'landscape';
  title: string;
  parts: DocumentPart[];
}

export type DocumentPart =
  | { kind: 'line'; text: string; align?: 'left' | 'right' | 'centre'; bold?: boolean }
  /** 一、 · （一） · 1. — the number belongs to the text. */
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  /** Running text, two characters indented. */
  | { kind: 'paragraph'; text: string }
  /** A form's boxes: label and content side by side, two pairs in a row unless wide. */
  | { kind: 'fields'; fields: DocumentField[] }
  | {
      kind: 'table';
      columns: DocumentColumn[];
      rows: DocumentRow[];
      /** Its first cell takes the empty ones beside it: 合计. */
      totals?: DocumentRow;
      /** So many columns on the left name the row: they stay in sight while one scrolls. */
      keyColumns?: number;
    }
  /** Places to sign, each with a line to write on and a place for the day. */
  | { kind: 'signatures'; places: string[] }
  /** Who signs at the bottom right, with the day in Arabic digits (GB/T 9704, 7.3.5). */
  | { kind: 'signedBy'; organisation: string; day: string };

export interface DocumentField {
  label: string;
  cell: DocumentCell;
  /** Takes the whole width, and at least so many lines of height. */
  wideLines?: number;
}

export interface DocumentColumn {
  title: string;
  /** Neighbours with the same words share a title above theirs. */
  above?: string;
  /** In halves of a full-width character, a whole number of them. */
  widthCharacters: number;
  /** Centred unless said otherwise. */
  align?: 'left' | 'centre';
  /** The column that is read first. */
  bold?: boolean;
}

/** As many cells as there are columns. */
export type DocumentRow = DocumentCell[];

/** Points are whole hundredths and written with two decimals; ratios are parts of ten thousand and written as 98.50%. */
export type DocumentCell =
  null | { text: string } | { hundredths: number } | { integer: number } | { tenThousandths: number };
