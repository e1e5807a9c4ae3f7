/**
 * Asks the package registry whether anything that ships has a known weakness: a high or critical one fails the check. A registry
 * without an advisory service says nothing about it, and that is said plainly. What needs no registry is in
 * test/house/packages.spec.ts.
 */
import { spawnSync } from 'node:child_process';

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 120_000 });
const report = read(stdout);
const counts = report?.metadata?.vulnerabilities;
if (counts) {
  const grave = counts.high + counts.critical;
  const listed = Object.values(report.vulnerabilities ?? {}).filter(({ severity }) => /high|critical/.test(severity));
  for (const { name, severity, range } of listed) console.error(`${severity}: ${name} ${range}`);
  console.log(`npm audit: ${counts.total} known weaknesses, ${grave} of them high or critical`);
  process.exit(grave > 0 ? 1 : 0);
}
const status = Number(
  report?.statusCode ??
    /\b(40[45]|501)\b/.exec(`${report?.message ?? ''} ${report?.error?.summary ?? ''} ${stderr}`)?.[1],
);
const said = `${report?.message ?? ''} ${report?.error?.summary ?? ''} ${stderr}`;
if ([404, 405, 501].includes(status)) console.log('npm audit: skipped: the registry has no advisory service');
else if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|network/i.test(said))
  console.log('npm audit: skipped: the registry does not answer');
else {
  console.error('npm audit: the registry answered something unknown');
  process.exit(1);
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
