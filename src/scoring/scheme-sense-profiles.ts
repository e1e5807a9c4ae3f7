import type { Override, Profile, Scheme } from './scheme.js';
import type { Report } from './scheme-problems.js';
import { checkLimits } from './scheme-sense-groups.js';
import { checkFigures } from './scheme-sense-items.js';

/** What makes no sense about who is scored on what. */
export function checkProfiles(scheme: Scheme, report: Report): void {
  if (!scheme.profiles.some(({ scored }) => scored)) report('profiles', 'nobodyScored');
  scheme.profiles.forEach((profile, index) => checkProfile(scheme, profile, `profiles[${index}]`, report));
}

function checkProfile(scheme: Scheme, profile: Profile, path: string, report: Report): void {
  const { notApplicable, overrides } = profile;
  notApplicable.forEach((code, at) => {
    if (!scheme.items.some((item) => item.code === code)) report(`${path}.notApplicable[${at}]`, 'unknownItem');
    else if (notApplicable.indexOf(code) < at) report(`${path}.notApplicable[${at}]`, 'namedTwice');
  });
  const applies = scheme.items.some(({ kind, code }) => kind !== 'factor' && !notApplicable.includes(code));
  if (profile.scored && !applies) report(path, 'profileWithoutItems', { profile: profile.code });
  overrides.forEach((override, at) => {
    const below = `${path}.overrides[${at}]`;
    if (overrides.findIndex(({ code }) => code === override.code) < at) report(`${below}.code`, 'namedTwice');
    else checkOverride(scheme, override, below, report);
  });
}

function checkOverride(scheme: Scheme, override: Override, path: string, report: Report): void {
  const { code, share, ...figures } = override;
  if (Object.values({ share, ...figures }).every((figure) => figure === undefined)) report(path, 'overrideEmpty');
  const item = scheme.items.find((it) => it.code === code);
  const rules = code === 'total' ? scheme.total : scheme.groups.find((it) => it.code === code);
  const given = Object.keys(figures)[0] ?? 'code';
  // A figure that is wrong only together with the item's own is told where the profile gave one.
  const pathOf = (figure: string) => `${path}.${figure in figures ? figure : given}`;
  if (item) {
    if (share !== undefined) report(`${path}.share`, 'shareOfItem');
    checkFigures(scheme, { ...item, ...figures }, pathOf, report);
  } else if (!rules) report(`${path}.code`, 'unknownPart');
  else {
    if (override.standardHundredths !== undefined) report(`${path}.standardHundredths`, 'standardOfGroup');
    checkLimits(scheme, { ...rules, ...figures }, pathOf, report);
  }
}
