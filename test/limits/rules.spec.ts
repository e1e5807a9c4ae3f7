import { coarseNetworkOf, networkOf } from '#src/http/network.js';
import { allowancesOf, guesses, isCostly, isWorthTelling, windowEnd } from '#src/limits/allowances.js';
import { Remembered } from '#src/limits/remembered.js';

const at = (time: string) => Date.parse(`2026-11-05T${time}Z`);

describe('allowances', () => {
  test('a window ends at the same moment for everybody, and the next one begins there', () => {
    expect(windowEnd(guesses, at('02:00:00.000'))).toBe(at('02:10:00.000'));
    expect(windowEnd(guesses, at('02:09:59.999'))).toBe(at('02:10:00.000'));
    expect(windowEnd(guesses, at('02:10:00.000'))).toBe(at('02:20:00.000'));
  });

  test('an address has four times what an account has, because an office shares one; a stranger as much as an account', () => {
    const { account, address, costly, stranger } = allowancesOf({
      requestsPerMinute: 600,
      costlyRequestsPerMinute: 30,
    });
    expect([account.most, address.most, costly.most, stranger.most]).toEqual([600, 2400, 30, 600]);
  });

  test('what is less than a twentieth of the allowance is not worth a statement', () => {
    expect([0, 9, 10, 200].map((untold) => isWorthTelling(guesses, untold))).toEqual([false, false, true, true]);
    expect(isWorthTelling({ ...guesses, most: 5 }, 0)).toBe(false);
  });

  test.each([
    ['/api/v1/units/:unitId/exports', true],
    ['/api/v1/units/:unitId/roster.xlsx', true],
    ['/api/v1/units/:unitId/templates/:templateId/filled.:format', true],
    ['/api/v1/units/:unitId/verification', true],
    ['/api/v1/scheme-drafts/:schemeDraftId/trials', true],
    ['/api/v1/sheets/:sheetId/evidence', true],
    ['/api/v1/units/:unitId/roster-previews', true],
    ['/api/v1/sheets/:sheetId', false],
    ['/api/v1/sheets/:sheetId/draft', false],
    ['/api/v1/verifications/:code', false],
    ['/api/v1/session', false],
  ])('%s is costly: %s', (route, costly) => {
    expect(isCostly(route)).toBe(costly);
  });
});

describe('addresses', () => {
  test('are counted by network, because one person has all the addresses of an IPv6 network', () => {
    expect(networkOf('10.1.2.3')).toBe('10.1.2.3');
    expect(networkOf('::ffff:10.1.2.3')).toBe('10.1.2.3');
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
    expect(networkOf('2001:db8:1:2::9')).toBe('2001:db8:1:2');
    expect(networkOf('2001:db8::9')).toBe('2001:db8:0:0');
    expect(networkOf('::1')).toBe('0:0:0:0');
  });

  test('stand in the security log so roughly that they name nobody’s line', () => {
    expect(coarseNetworkOf('10.1.2.3')).toBe('10.1.2.0/24');
    expect(coarseNetworkOf('::ffff:10.1.2.3')).toBe('10.1.2.0/24');
    expect(coarseNetworkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1::/48');
    expect(coarseNetworkOf('::1')).toBe('0:0:0::/48');
  });
});

test('what strangers choose can not fill the memory: the key untouched longest is forgotten', () => {
  const remembered = new Remembered<number>(3);
  for (const [index, key] of ['a', 'b', 'c', 'a', 'd'].entries()) remembered.set(key, index);
  expect(['a', 'b', 'c', 'd'].map((key) => remembered.get(key))).toEqual([3, undefined, 2, 4]);
});
