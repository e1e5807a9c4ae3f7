import { bandsOf, thresholdOf } from './bands.js';
import type { Problem } from './problem.js';
import { reach } from './reach.js';
import type { Scheme } from './scheme.js';
import { type Report, reportInto } from './scheme-problems.js';
import { checkBands, checkOwnItems, checkSummaries } from './scheme-sense-bands.js';
import { checkGroups } from './scheme-sense-groups.js';
import { checkItems } from './scheme-sense-items.js';
import { Places } from './scheme-tree.js';
import { checkProfiles } from './scheme-sense-profiles.js';

/**
 * What makes no sense in a well-formed scheme: references, signs, caps, steps, periods, bands, and what nobody may be scored
 * on. Paths as in the definition; codes: see `SCHEME_PROBLEMS`.
 */
export function schemeSense(scheme: Scheme): Problem[] {
  const problems: Problem[] = [];
  const report: Report = reportInto(problems);
  uniqueCodes(scheme, report);
  const places = new Places(scheme);
  checkItems(scheme, places, report);
  checkGroups(scheme, places, report);
  checkProfiles(scheme, report);
  checkSummaries(scheme, report);
  checkBands(scheme, report);
  checkOwnItems(scheme, report);
  // What can be reached means something only where everything else does.
  if (problems.length === 0) checkGap(scheme, report);
  return problems;
}

function uniqueCodes(scheme: Scheme, report: Report): void {
  for (const name of ['categories', 'qualifications', 'profiles', 'bands', 'vetoes'] as const) {
    unique(scheme[name], name, report);
  }
  // Items and groups are told apart by nothing but their codes.
  const parts = unique(scheme.items, 'items', report);
  unique(scheme.groups, 'groups', report, parts);
  for (const name of ['items', 'groups'] as const) {
    scheme[name].forEach(({ code }, index) => {
      if (code === 'total') report(`${name}[${index}].code`, 'reservedCode', { code });
    });
  }
  scheme.items.forEach((item, index) => unique(item.options ?? [], `items[${index}].options`, report));
}

function unique(
  named: readonly { code: string }[],
  path: string,
  report: Report,
  seen = new Set<string>(),
): Set<string> {
  named.forEach(({ code }, index) => {
    if (seen.has(code)) report(`${path}[${index}].code`, 'duplicateCode', { code });
    seen.add(code);
  });
  return seen;
}

/**
 * The last band takes everybody, so it begins at the least that anybody can come to. Where points can be taken off without
 * end there is no least: then it must take at least those who have nothing, and `schemeWarnings` has the rest.
 */
function checkGap(scheme: Scheme, report: Report): void {
  const told = new Set<string>();
  for (const { per } of scheme.summaries) {
    const last = bandsOf(scheme, per).at(-1);
    if (!last) continue;
    const vetoes = scheme.vetoes.filter((veto) => veto.per === per).map(({ capHundredths }) => capHundredths);
    for (const { code: profile } of scheme.profiles.filter(({ scored }) => scored)) {
      const leastHundredths = Math.min(reach(scheme, profile, per).leastHundredths ?? 0, ...vetoes);
      if (thresholdOf(last, profile) <= leastHundredths) continue;
      const at = last.fromForProfiles.findIndex((own) => own.profile === profile);
      const where = at < 0 ? 'fromHundredths' : `fromForProfiles[${at}].fromHundredths`;
      const path = `bands[${scheme.bands.indexOf(last)}].${where}`;
      if (!told.has(path)) report(path, 'bandsLeaveGap', { per, profile, leastHundredths });
      told.add(path);
    }
  }
}
