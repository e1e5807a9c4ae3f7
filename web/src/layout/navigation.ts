import type { RouteLocationRaw } from 'vue-router';
import type { Action, UnitKind } from '../api-types';
import { t, type MessageKey } from '../i18n';
import { may, session } from '../session';

export interface NavigationItem {
  key: string;
  label: string;
  to: RouteLocationRaw;
  /** Routes on which this item is the current one. */
  names: string[];
  unitId: number | null;
}
/** What is done every month, with a half-year, on paper, and now and then. */
export type NavigationPart = 'monthly' | 'halfYear' | 'paperwork' | 'setup';
export interface NavigationGroup {
  key: string;
  /** A unit's name, or nothing above one's own pages. */
  heading: string;
  /** Folded where a unit offers much; a part of null is never folded. */
  parts: { part: NavigationPart | null; items: NavigationItem[] }[];
}

interface Offer {
  key:
    | 'review'
    | 'paper'
    | 'board'
    | 'objections'
    | 'appeals'
    | 'corrections'
    | 'vetoes'
    | 'halfYear'
    | 'documents'
    | 'templates'
    | 'exports'
    | 'imports'
    | 'overview'
    | 'statistics'
    | 'talks'
    | 'exemptions'
    | 'workReport'
    | 'members'
    | 'ownItems'
    | 'settings'
    | 'trail'
    | 'dataRequests'
    | 'accessLines';
  part: NavigationPart;
  action: Action;
  kinds: UnitKind[];
  route: string;
  names: string[];
}

const partsInOrder: NavigationPart[] = ['monthly', 'halfYear', 'paperwork', 'setup'];
/** So few stand there without being folded. */
const fewItems = 7;

/** What a unit offers, in the order of the month. Shown where the account may do it; the service decides again. */
const offers: Offer[] = [
  {
    key: 'overview',
    part: 'monthly',
    action: 'statistics.read',
    kinds: ['bureau', 'generalBranch'],
    route: 'overview',
    names: ['overview'],
  },
  {
    key: 'review',
    part: 'monthly',
    action: 'sheet.read',
    kinds: ['branch'],
    route: 'reviewNewest',
    names: ['review', 'reviewNewest', 'openMonth', 'meetings'],
  },
  {
    key: 'paper',
    part: 'monthly',
    action: 'sheet.proxy',
    kinds: ['branch', 'group'],
    route: 'paperNewest',
    names: ['paperNewest', 'paperBatch', 'paperForms'],
  },
  { key: 'board', part: 'monthly', action: 'board.read', kinds: ['branch'], route: 'board', names: ['board'] },
  {
    key: 'objections',
    part: 'monthly',
    action: 'objection.read',
    kinds: ['branch'],
    route: 'objections',
    names: ['objections'],
  },
  {
    key: 'appeals',
    part: 'monthly',
    action: 'appeal.decide',
    kinds: ['bureau', 'generalBranch'],
    route: 'appeals',
    names: ['appeals'],
  },
  {
    key: 'corrections',
    part: 'monthly',
    action: 'correction.read',
    kinds: ['branch'],
    route: 'corrections',
    names: ['corrections', 'correction', 'newCorrection'],
  },
  {
    key: 'vetoes',
    part: 'monthly',
    action: 'veto.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'vetoes',
    names: ['vetoes', 'veto'],
  },
  {
    key: 'halfYear',
    part: 'halfYear',
    action: 'summary.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'halfYear',
    names: ['halfYear'],
  },
  {
    key: 'statistics',
    part: 'halfYear',
    action: 'figures.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'statistics',
    names: ['statistics'],
  },
  {
    key: 'workReport',
    part: 'halfYear',
    action: 'report.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'workReport',
    names: ['workReport', 'reportFacts'],
  },
  {
    key: 'documents',
    part: 'paperwork',
    action: 'board.read',
    kinds: ['branch'],
    route: 'documents',
    names: ['documents', 'document'],
  },
  {
    key: 'documents',
    part: 'paperwork',
    action: 'summary.read',
    kinds: ['bureau', 'generalBranch'],
    route: 'documents',
    names: ['documents', 'document'],
  },
  {
    key: 'templates',
    part: 'paperwork',
    action: 'template.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'templates',
    names: ['templates'],
  },
  {
    key: 'exports',
    part: 'paperwork',
    action: 'publication.export',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'exports',
    names: ['exports'],
  },
  {
    key: 'talks',
    part: 'paperwork',
    action: 'talk.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'talks',
    names: ['talks'],
  },
  {
    key: 'exemptions',
    part: 'paperwork',
    action: 'exemption.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'exemptions',
    names: ['exemptions'],
  },
  {
    key: 'members',
    part: 'setup',
    action: 'roster.read',
    kinds: ['bureau', 'generalBranch', 'branch', 'group'],
    route: 'members',
    names: ['members', 'membersImport'],
  },
  {
    key: 'imports',
    part: 'setup',
    action: 'month.import',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'import',
    names: ['import'],
  },
  {
    key: 'ownItems',
    part: 'setup',
    action: 'ownItems.manage',
    kinds: ['branch'],
    route: 'ownItems',
    names: ['ownItems'],
  },
  {
    key: 'settings',
    part: 'setup',
    action: 'settings.manage',
    kinds: ['branch'],
    route: 'branchSettings',
    names: ['branchSettings'],
  },
  {
    key: 'trail',
    part: 'setup',
    action: 'trail.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'trail',
    names: ['trail', 'verification'],
  },
  {
    key: 'dataRequests',
    part: 'setup',
    action: 'dataRequest.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'dataRequests',
    names: ['dataRequests'],
  },
  {
    key: 'accessLines',
    part: 'setup',
    action: 'accessLine.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'accessLines',
    names: ['accessLines'],
  },
];

/** Built from Me.units[].actions, which the service computes for today: a role that ended is gone at the next page. */
export function navigation(): NavigationGroup[] {
  const item = (key: MessageKey, to: string, names: string[]): NavigationItem => ({
    key: to,
    label: t(key),
    to: { name: to },
    names,
    unitId: null,
  });
  const mine = [item('shell.nav.today', 'today', ['today'])];
  if (session.me?.member) {
    mine.push(
      item('shell.nav.myMonth', 'myMonth', ['myMonth', 'sheet']),
      item('shell.nav.history', 'history', ['history', 'myTrail', 'myRecords']),
      item('shell.nav.myHalfYear', 'myHalfYear', ['myHalfYear']),
      item('shell.nav.myDisputes', 'myDisputes', ['myDisputes']),
    );
  }
  // The rule is the whole organisation's: it stands once, whatever units one has to do with.
  if (may('scheme.read')) mine.push(item('shell.nav.schemes', 'schemes', ['schemes', 'scheme', 'schemeDraft']));
  if (may('calendar.manage') || may('month.open')) mine.push(item('shell.nav.calendar', 'calendar', ['calendar']));
  const groups: NavigationGroup[] = [{ key: 'mine', heading: '', parts: [{ part: null, items: mine }] }];
  for (const { unit } of session.me?.units ?? []) {
    const items = offers
      .filter((offer) => offer.kinds.includes(unit.kind) && may(offer.action, unit.id))
      .map((offer) => ({
        key: `${offer.key}-${unit.id}`,
        part: offer.part,
        label: t(`shell.nav.${offer.key}`),
        to: { name: offer.route, params: { unitId: unit.id } },
        names: offer.names,
        unitId: unit.id,
      }));
    // A group leader's desk is his branch's, with the sheets of his group.
    const branchId = session.me?.member?.branch?.id;
    if (unit.kind === 'group' && may('sheet.preReview', unit.id) && branchId !== undefined)
      items.unshift({
        key: `preReview-${unit.id}`,
        part: 'monthly',
        label: t('words.preReview'),
        to: { name: 'reviewNewest', params: { unitId: branchId } },
        names: ['review', 'reviewNewest'],
        unitId: branchId,
      });
    if (items.length === 0) continue;
    const parts =
      items.length <= fewItems
        ? [{ part: null, items }]
        : partsInOrder
            .map((part) => ({ part, items: items.filter((each) => each.part === part) }))
            .filter((each) => each.items.length > 0);
    groups.push({ key: `unit-${unit.id}`, heading: unit.name, parts });
  }
  const system: NavigationItem[] = [];
  if (may('account.read')) system.push(item('shell.nav.accounts', 'accounts', ['accounts']));
  if (may('policy.read')) system.push(item('shell.nav.policies', 'policies', ['policies']));
  if (may('retention.read')) system.push(item('shell.nav.retention', 'retention', ['retention']));
  if (system.length > 0)
    groups.push({ key: 'system', heading: t('shell.system'), parts: [{ part: null, items: system }] });
  return groups;
}
