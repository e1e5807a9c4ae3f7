import type { Day } from '../calendar.js';
import { bandObstacles, bandsOf, quotaPlaces } from '../scoring/bands.js';
import type { Note } from '../scoring/problem.js';
import type { Period, Scheme } from '../scoring/scheme.js';
import {
  type BandProposal,
  proposeBands,
  statistics,
  summarise,
  type Summary,
  type VetoFact,
} from '../scoring/summary.js';
import { blockingMonths } from './blocking-months.js';
import { grouped } from '../organisation/grouped.js';
import type { HalfYearFacts, Stay, UnitFact } from './half-year.facts.js';
import type { BandCountView, HalfYearRowView, HalfYearView, QuotaView, RemarkView } from './half-year.view.js';
import { type MemberMonth, MonthBook } from './member-months.js';
import { defaultRankingKeys, ranksOf } from './ranks.js';

/** A member with the stays that a list may look at: all of them where he is at home, the list's own where he has left. */
interface Listed {
  branch: UnitFact;
  stay: Stay;
  months: MemberMonth[];
  summary: Summary;
}

/** Who is in another branch on the last day. */
interface Gone extends Listed {
  to: Stay;
}

/** At home in the unit on the last day, or in the organisation no more and last seen here. */
interface AtHome extends Listed {
  proposal: BandProposal;
  remarks: RemarkView[];
}

/**
 * The half-year, or another period, of a branch or of a unit with branches (domain/scheme.md, half-year; domain/process.md, transfers).
 * A member belongs to the branch he is in on the last day, with all his months, from wherever in the organisation;
 * a branch that he left lists him after its own people, so that no list forgets who was transferred. A bureau that holds
 * both branches therefore lists him once. Bands are proposed branch by branch.
 */
export function halfYearOf(facts: HalfYearFacts): HalfYearView {
  return halfYearWithGrounds(facts).view;
}

/** Why a member is suggested for his band, and which bands he might have beside it: whose conditions he meets, quota apart. */
export interface BandGrounds {
  reasons: Note[];
  openBands: string[];
}

/** The same, with the grounds of each suggestion by member; who was transferred out has none. */
export function halfYearWithGrounds(facts: HalfYearFacts): { view: HalfYearView; grounds: Map<number, BandGrounds> } {
  const { unit, period, per, months, asOf, scheme, branches } = facts;
  const { atHome, transferredOut } = listMembers(facts);
  const results = atHome.map(({ summary }) => summary.resultHundredths).filter((result) => result !== null);
  const { rankingKeys = defaultRankingKeys.memberKeys } = facts;
  const ranks = unit.rankingEnabled
    ? ranksOf(
        atHome.map(({ summary }) => summary),
        rankingKeys,
      )
    : [];
  const rows = [
    ...atHome.map((listed, index) => homeRow(scheme, listed, { position: index + 1, rank: ranks[index] ?? null })),
    ...transferredOut.map((listed, index) => goneRow(listed, atHome.length + index + 1)),
  ];
  const view = {
    unit: { id: unit.id, name: unit.name, kind: unit.kind },
    period,
    per,
    months,
    asOf,
    rankingEnabled: unit.rankingEnabled,
    rankingKeys: unit.rankingEnabled ? [...rankingKeys] : null,
    resultIsMean: scheme.total.per === scheme.period && scheme.total.over === 'mean',
    offered: scheme.summaries.map((summary) => summary.per),
    quota: quotaOf(scheme, per, branches, atHome),
    blockedBy: blockingMonths(facts, rows),
    statistics: statistics(results),
    bands: countBands(scheme, per, atHome),
    rows,
  };
  const grounds = atHome.map(({ stay, summary, proposal }): [number, BandGrounds] => [
    stay.memberId,
    { reasons: proposal.bandReasons, openBands: openBands(scheme, per, summary) },
  ]);
  return { view, grounds: new Map(grounds) };
}

function openBands(scheme: Scheme, per: Period, summary: Summary): string[] {
  if (summary.bandCode === null) return [];
  return bandsOf(scheme, per)
    .filter((band) => bandObstacles(band, summary).length === 0)
    .map(({ code }) => code);
}

function listMembers(facts: HalfYearFacts): { atHome: AtHome[]; transferredOut: Gone[] } {
  const { months, scheme, branches, asOf } = facts;
  const book = new MonthBook(facts);
  const branchById = new Map(branches.map((branch) => [branch.id, branch]));
  const isHere = (stay: Stay) => branchById.has(stay.branchId);
  const list = (stays: Stay[]): Listed => {
    const stay = lastOf(stays);
    const vetoes = facts.vetoes.get(stay.memberId) ?? [];
    const memberMonths = months.map((month) => underVetoes(scheme, book.monthOf(stay.memberId, month, stays), vetoes));
    const previousResultHundredths = facts.previousResults.get(stay.memberId) ?? null;
    const summary = summarise(scheme, memberMonths, { per: facts.per, previousResultHundredths, vetoes });
    return { branch: branchById.get(stay.branchId) as UnitFact, stay, months: memberMonths, summary };
  };

  const people = [...grouped(facts.stays, (stay) => stay.memberId).values()].map(inOrder);
  const own = people
    .filter((stays) => isHere(lastOf(stays)))
    .map((stays) => ({ ...list(stays), remarks: movements(stays, asOf) }))
    .sort(inRosterOrder(branches));
  const gone = people
    .filter((stays) => !isHere(lastOf(stays)) && stays.some(isHere))
    .map((stays) => ({ ...list(stays.filter(isHere)), to: lastOf(stays) }))
    .sort(inRosterOrder(branches));
  return { atHome: withBands(scheme, own), transferredOut: gone };
}

function inRosterOrder(branches: readonly UnitFact[]): (one: Listed, other: Listed) => number {
  const place = new Map(branches.map(({ id }, index) => [id, index]));
  return (one, other) =>
    (place.get(one.branch.id) ?? 0) - (place.get(other.branch.id) ?? 0) ||
    one.stay.rosterOrder - other.stay.rosterOrder ||
    one.stay.memberId - other.stay.memberId;
}

function lastOf(stays: readonly Stay[]): Stay {
  return stays.at(-1) as Stay;
}

function inOrder(stays: Stay[]): Stay[] {
  return stays.sort((one, other) => (one.fromDay < other.fromDay ? -1 : 1));
}

/** Where a member listed at home came from within the period, and whether he has left the organisation since. */
function movements(stays: Stay[], asOf: Day): RemarkView[] {
  const home = lastOf(stays);
  const before = stays.findLastIndex((stay) => stay.branchId !== home.branchId);
  const [from, arrival] = [stays[before], stays[before + 1]];
  const remarks: RemarkView[] = [];
  if (from && arrival)
    remarks.push({ code: 'transferredIn', params: { branch: from.branchName, day: arrival.fromDay } });
  if (home.untilDay !== null && home.untilDay <= asOf)
    remarks.push({ code: 'transferredOut', params: { day: home.untilDay } });
  return remarks;
}

/** Bands with their quota, over each branch by itself. */
function withBands(scheme: Scheme, own: (Listed & { remarks: RemarkView[] })[]): AtHome[] {
  const proposals = new Map(
    [...grouped(own, ({ branch }) => branch.id).values()].flatMap((branch) =>
      proposeBands(
        scheme,
        branch.map(({ stay, summary }) => ({ key: String(stay.memberId), summary })),
      ).map((proposal) => [proposal.key, proposal]),
    ),
  );
  return own.map((listed) => ({ ...listed, proposal: proposals.get(String(listed.stay.memberId)) as BandProposal }));
}

function homeRow(scheme: Scheme, listed: AtHome, place: { position: number; rank: number | null }): HalfYearRowView {
  const { summary, proposal, stay } = listed;
  const veto = scheme.vetoes.find(({ code }) => code === summary.veto);
  const band = scheme.bands.find(({ code }) => code === proposal.bandCode);
  const has = (...codes: string[]) => proposal.bandReasons.some(({ code }) => codes.includes(code));
  const remarks = [...listed.remarks];
  if (stay.standing === 'probationary') remarks.push({ code: 'probationary' });
  if (has('tooFewMonths')) remarks.push({ code: 'tooFewMonths' });
  if (has('quota', 'quotaTie')) remarks.push({ code: 'overQuota' });
  remarks.push(...corrections(listed.months), ...vetoedMonths(listed.months));
  return rowOf(listed, {
    ...place,
    meanHundredths: summary.meanHundredths,
    resultHundredths: summary.resultHundredths,
    band: band ? { code: band.code, name: band.name } : null,
    veto: veto ? { code: veto.code, name: veto.name } : null,
    remarks,
  });
}

/** His mean and his band stand in the list of the branch that he went to, and only there. */
function goneRow(listed: Gone, position: number): HalfYearRowView {
  const { to } = listed;
  const params = { branch: to.branchName, day: listed.stay.untilDay ?? to.fromDay };
  const remarks: RemarkView[] = [{ code: 'transferredOut', params }];
  if (to.standing === 'probationary') remarks.push({ code: 'probationary' });
  return rowOf(listed, {
    position,
    rank: null,
    meanHundredths: null,
    resultHundredths: null,
    band: null,
    veto: null,
    remarks,
  });
}

/** Both figures are kept: what a month was before it was corrected stands beside what it is. */
function corrections(months: readonly MemberMonth[]): RemarkView[] {
  const corrected = months.filter(({ isCorrected }) => isCorrected);
  return [
    ...corrected.map(({ month }) => ({ code: 'corrected' as const, params: { month } })),
    ...importedRemark(months),
  ];
}

/** Months that came along from before the service are marked for good. */
function importedRemark(months: readonly MemberMonth[]): RemarkView[] {
  const imported = months.filter(({ isImported }) => isImported).map(({ month }) => month);
  return imported.length === 0 ? [] : [{ code: 'imported', params: { months: imported.join(' ') } }];
}

/** A veto that was set after its month was published limits what the month counts here; the published score stands beside it. */
function vetoedMonths(months: readonly MemberMonth[]): RemarkView[] {
  return months.flatMap(({ month, publishedScoreHundredths: published }) =>
    published === undefined ? [] : [{ code: 'monthVetoed', params: { month, published: String(published) } }],
  );
}

function underVetoes(scheme: Scheme, month: MemberMonth, vetoes: readonly VetoFact[]): MemberMonth {
  if (vetoes.length === 0 || month.outcome !== 'counted') return month;
  const caps = vetoes
    .filter((fact) => fact.month === month.month)
    .flatMap(({ veto }) => scheme.vetoes.filter(({ code, per }) => code === veto && per === scheme.period))
    .map(({ capHundredths }) => capHundredths);
  const scoreHundredths = Math.min(month.scoreHundredths, ...caps);
  if (scoreHundredths === month.scoreHundredths) return month;
  return { ...month, scoreHundredths, publishedScoreHundredths: month.scoreHundredths };
}

type OfTheList = 'position' | 'rank' | 'meanHundredths' | 'resultHundredths' | 'band' | 'veto' | 'remarks';

/** Written out and not spread together: there are tens of thousands, and every half-copied row would be thrown away. */
function rowOf({ stay, branch, months, summary }: Listed, own: Pick<HalfYearRowView, OfTheList>): HalfYearRowView {
  return {
    position: own.position,
    rank: own.rank,
    memberId: stay.memberId,
    name: stay.name,
    memberNumber: stay.memberNumber,
    standing: stay.standing,
    branch,
    months: months.map((month) => ({
      month: month.month,
      outcome: month.outcome,
      scoreHundredths: month.outcome === 'counted' ? month.scoreHundredths : null,
      originalScoreHundredths: month.originalScoreHundredths ?? null,
      isImported: month.isImported ?? false,
      isCorrected: month.isCorrected ?? false,
      reason: month.outcome === 'notScored' ? month.reason : null,
      branchId: month.branchId,
      branchMonthId: month.branchMonthId,
    })),
    countedMonths: summary.countedMonths,
    meanHundredths: own.meanHundredths,
    resultHundredths: own.resultHundredths,
    sumHundredths: summary.sumHundredths,
    lowestHundredths: summary.lowestHundredths,
    deductionHundredths: summary.deductionHundredths,
    contributionHundredths: summary.contributionHundredths,
    veto: own.veto,
    band: own.band,
    remarks: own.remarks,
  };
}

/** Places in the first band that has a quota, over all branches, and how many are proposed for it. */
function quotaOf(
  scheme: Scheme,
  per: Period,
  branches: readonly UnitFact[],
  atHome: readonly AtHome[],
): QuotaView | null {
  const band = bandsOf(scheme, per).find(({ conditions }) => conditions.quota);
  if (!band) return null;
  const ofBranch = grouped(atHome, ({ branch }) => branch.id);
  const sizes = branches.map(({ id }) => ofBranch.get(id)?.length ?? 0);
  const limit = sizes.reduce((sum, size) => sum + (size === 0 ? 0 : (quotaPlaces(band, size) ?? 0)), 0);
  return { limit, proposed: atHome.filter(({ proposal }) => proposal.bandCode === band.code).length };
}

function countBands(scheme: Scheme, per: Period, atHome: readonly AtHome[]): BandCountView[] {
  const count = (code: string | null) => atHome.filter(({ proposal }) => proposal.bandCode === code).length;
  return [
    ...bandsOf(scheme, per).map(({ code, name }) => ({ code, name, count: count(code) })),
    { code: null, name: null, count: count(null) },
  ];
}
