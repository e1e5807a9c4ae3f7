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
export interface NavigationGroup {
  key: string;
  heading: string;
  items: NavigationItem[];
}

interface Offer {
  key:
    | 'review'
    | 'paper'
    | 'board'
    | 'objections'
    | 'corrections'
    | 'halfYear'
    | 'documents'
    | 'overview'
    | 'members'
    | 'ownItems'
    | 'settings'
    | 'trail';
  action: Action;
  kinds: UnitKind[];
  route: string;
  names: string[];
}

/** What a unit offers, in the order of the month. Shown where the account may do it; the service decides again. */
const offers: Offer[] = [
  {
    key: 'overview',
    action: 'statistics.read',
    kinds: ['bureau', 'generalBranch'],
    route: 'overview',
    names: ['overview'],
  },
  {
    key: 'review',
    action: 'sheet.read',
    kinds: ['branch'],
    route: 'reviewNewest',
    names: ['review', 'reviewNewest', 'openMonth', 'meetings'],
  },
  {
    key: 'paper',
    action: 'sheet.proxy',
    kinds: ['branch', 'group'],
    route: 'paperNewest',
    names: ['paperNewest', 'paperBatch', 'paperForms'],
  },
  { key: 'board', action: 'board.read', kinds: ['branch'], route: 'board', names: ['board'] },
  {
    key: 'objections',
    action: 'objection.read',
    kinds: ['branch'],
    route: 'objections',
    names: ['objections'],
  },
  {
    key: 'corrections',
    action: 'correction.read',
    kinds: ['branch'],
    route: 'corrections',
    names: ['corrections', 'correction', 'newCorrection'],
  },
  {
    key: 'halfYear',
    action: 'summary.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'halfYear',
    names: ['halfYear'],
  },
  {
    key: 'documents',
    action: 'board.read',
    kinds: ['branch'],
    route: 'documents',
    names: ['documents', 'document'],
  },
  {
    key: 'documents',
    action: 'summary.read',
    kinds: ['bureau', 'generalBranch'],
    route: 'documents',
    names: ['documents', 'document'],
  },
  {
    key: 'members',
    action: 'roster.read',
    kinds: ['bureau', 'generalBranch', 'branch', 'group'],
    route: 'members',
    names: ['members', 'membersImport'],
  },
  { key: 'ownItems', action: 'ownItems.manage', kinds: ['branch'], route: 'ownItems', names: ['ownItems'] },
  { key: 'settings', action: 'settings.manage', kinds: ['branch'], route: 'branchSettings', names: ['branchSettings'] },
  {
    key: 'trail',
    action: 'trail.read',
    kinds: ['bureau', 'generalBranch', 'branch'],
    route: 'trail',
    names: ['trail', 'verification'],
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
      item('shell.nav.history', 'history', ['history', 'myTrail']),
      item('shell.nav.myHalfYear', 'myHalfYear', ['myHalfYear']),
      item('shell.nav.myDisputes', 'myDisputes', ['myDisputes']),
    );
  }
  // The rule is the whole organisation's: it stands once, whatever units one has to do with.
  if (may('scheme.read')) mine.push(item('shell.nav.schemes', 'schemes', ['schemes', 'scheme', 'schemeDraft']));
  if (may('calendar.manage') || may('month.open')) mine.push(item('shell.nav.calendar', 'calendar', ['calendar']));
  const groups: NavigationGroup[] = [{ key: 'mine', heading: '', items: mine }];
  for (const { unit } of session.me?.units ?? []) {
    const items = offers
      .filter((offer) => offer.kinds.includes(unit.kind) && may(offer.action, unit.id))
      .map((offer) => ({
        key: `${offer.key}-${unit.id}`,
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
        label: t('monthSteps.column'),
        to: { name: 'reviewNewest', params: { unitId: branchId } },
        names: ['review', 'reviewNewest'],
        unitId: branchId,
      });
    if (items.length > 0) groups.push({ key: `unit-${unit.id}`, heading: unit.name, items });
  }
  if (may('account.manage')) {
    groups.push({
      key: 'system',
      heading: t('shell.system'),
      items: [item('shell.nav.accounts', 'accounts', ['accounts'])],
    });
  }
  return groups;
}
