import type { BranchCounts, Share } from './report-counts.js';
import { type KeptFact, type ReportFactCode, reportFactCodes, threeMeetings } from './report-facts.js';

/** A branch's part of a report: what its data says, and what it typed; null where it typed nothing at all. */
export interface ReportBranch {
  branch: { id: number; name: string };
  counts: BranchCounts;
  typed: readonly KeptFact[] | null;
}

/** What is known of the unit as a whole and can't be added up from its branches. */
export interface ReportWhole {
  membersScored: number;
  contributors: number;
  membersDeducted: number;
  summarised: number;
  meanHundredths: number | null;
}

/** Counted from what the service keeps, as the figure's own code says; or typed by the branches, or added up from such. */
export type FigureSource = 'data' | 'typed';

/** integer: how many. tenThousandths: a share of `of`. hundredths: points. */
export type FigureKind = 'integer' | 'tenThousandths' | 'hundredths';

export interface Figure {
  code: FigureCode;
  kind: FigureKind;
  source: FigureSource;
  /** Null where there is nothing to say it from. */
  value: number | null;
  /** Of a share: the two counts that it is made of. */
  part: number | null;
  of: number | null;
}

/** What each branch has a figure for, and the unit the sum. */
const counted = [
  'assessments',
  'monthPublications',
  'periodPublications',
  'themeDays',
  'scored',
  'notScored',
  'proxies',
  'contributions',
  'deductions',
  'objections',
  'objectionsAnswered',
  'objectionsUpheld',
  'corrections',
  'talks',
  'exemptions',
] as const satisfies readonly (keyof BranchCounts)[];
const shares = ['selfAssessmentRate', 'themeDayRate', 'duesRate'] as const;
const ofWhole = ['membersScored', 'contributors', 'membersDeducted', 'summarised', 'mean'] as const;
const addedUp = ['publications', 'threeMeetings'] as const;

export const figureCodes = ['branches', ...counted, ...shares, ...ofWhole, ...addedUp, ...reportFactCodes] as const;
export type FigureCode = (typeof figureCodes)[number];

/** Half up, in ten-thousandths; null out of nothing. */
export function ratio({ of, full }: Share): number | null {
  return of === 0 ? null : Math.floor((full * 20_000 + of) / (of * 2));
}

const integer = (code: FigureCode, value: number | null, source: FigureSource = 'data'): Figure => ({
  code,
  kind: 'integer',
  source,
  value,
  part: null,
  of: null,
});

const share = (code: FigureCode, given: Share): Figure => ({
  code,
  kind: 'tenThousandths',
  source: 'data',
  value: ratio(given),
  part: given.full,
  of: given.of,
});

const added = (branches: readonly ReportBranch[], pick: (counts: BranchCounts) => Share): Share =>
  branches.reduce(
    (sum, { counts }) => {
      const { of, full } = pick(counts);
      return { of: sum.of + of, full: sum.full + full };
    },
    { of: 0, full: 0 },
  );

/** What is typed adds up over those who typed it; where nobody did, nothing is known, which is not zero. */
function typedSum(branches: readonly ReportBranch[], codes: readonly ReportFactCode[]): number | null {
  const found = branches.flatMap(({ typed }) => (typed ?? []).filter(({ code }) => codes.includes(code)));
  return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
}

/** The figures of these branches together; `whole` for the unit alone, because members are not added up. */
export function figuresOf(branches: readonly ReportBranch[], whole: ReportWhole | null): Figure[] {
  const sum = (code: (typeof counted)[number]) => branches.reduce((total, { counts }) => total + counts[code], 0);
  const people: Figure[] = whole
    ? [
        integer('branches', branches.length),
        integer('membersScored', whole.membersScored),
        integer('contributors', whole.contributors),
        integer('membersDeducted', whole.membersDeducted),
        integer('summarised', whole.summarised),
        { ...integer('mean', whole.meanHundredths), kind: 'hundredths' },
      ]
    : [];
  return [
    ...people,
    ...counted.map((code) => integer(code, sum(code))),
    integer('publications', sum('monthPublications') + sum('periodPublications')),
    share(
      'selfAssessmentRate',
      added(branches, ({ scored, handedIn }) => ({ of: scored, full: handedIn })),
    ),
    share(
      'themeDayRate',
      added(branches, ({ themeDayAttendance }) => themeDayAttendance),
    ),
    share(
      'duesRate',
      added(branches, ({ dues }) => dues),
    ),
    integer('threeMeetings', typedSum(branches, threeMeetings), 'typed'),
    ...reportFactCodes.map((code) => integer(code, typedSum(branches, [code]), 'typed')),
  ];
}

/** The branches that have not said this figure: they are named, and not counted as nothing. */
export function missingOf(branches: readonly ReportBranch[], code: FigureCode): { id: number; name: string }[] {
  const asked: readonly string[] = code === 'threeMeetings' ? threeMeetings : [code];
  const isTyped = code === 'threeMeetings' || (reportFactCodes as readonly string[]).includes(code);
  if (!isTyped) return [];
  return branches
    .filter(({ typed }) => asked.some((one) => !typed?.some((fact) => fact.code === one)))
    .map(({ branch }) => branch);
}
