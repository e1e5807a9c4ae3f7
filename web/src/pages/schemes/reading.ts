import { call } from '../../api';
import { session } from '../../session';
import type { VersionSummary } from './contract';

/** The organisation's versions, the latest first; of one's own branch, what it added to them, too. */
export async function readVersions(signal?: AbortSignal): Promise<VersionSummary[]> {
  const branchId = session.me?.member?.branch?.id ?? null;
  const options = signal ? { signal } : {};
  const { items } = await call<{ items: VersionSummary[] }>('GET', '/scheme-versions', {
    ...options,
    query: { branchId },
  });
  return items;
}

/** What is in force in this month: the latest that has begun, with what one's branch added before what it was added to. */
export function inForce(versions: readonly VersionSummary[], month: string): VersionSummary | null {
  const begun = versions.filter(({ effectiveFromMonth }) => effectiveFromMonth <= month);
  const common = begun.find(({ branch }) => !branch);
  const ofBranch = begun.find(({ branch }) => Boolean(branch));
  // What a branch added is added to one version; once the bureau publishes another, that one holds.
  const stillHolds = ofBranch && common && ofBranch.effectiveFromMonth >= common.effectiveFromMonth;
  return (stillHolds ? ofBranch : common) ?? ofBranch ?? null;
}

/** 'begun' now or earlier; 'coming' later than this month. */
export function stateOf(
  version: VersionSummary,
  current: VersionSummary | null,
  month: string,
): 'current' | 'coming' | 'former' {
  if (version.id === current?.id) return 'current';
  return version.effectiveFromMonth > month ? 'coming' : 'former';
}
