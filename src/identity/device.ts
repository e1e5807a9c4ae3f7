/** Which browser on which system, as far as its owner would name it. The User-Agent itself is not kept. */
export interface Device {
  browser: (typeof browsers)[number];
  operatingSystem: (typeof systems)[number];
}

export const browsers = ['wechat', 'dingtalk', 'edge', 'firefox', 'chrome', 'safari', 'program', 'other'] as const;
export const systems = ['harmony', 'android', 'iphone', 'ipad', 'windows', 'mac', 'linux', 'other'] as const;

/** In this order: WeChat's and Edge's also say Chrome, and Chrome's also says Safari. */
const browserSigns: [Device['browser'], RegExp][] = [
  ['wechat', /MicroMessenger/],
  ['dingtalk', /DingTalk/],
  ['edge', /\bEdg(?:e|A|iOS)?\//],
  ['firefox', /Firefox\/|FxiOS\//],
  ['chrome', /Chrome\/|CriOS\//],
  ['safari', /Version\/[\d.]+ .*Safari\//],
  ['other', /^Mozilla\//],
  ['program', /\S/],
];
const systemSigns: [Device['operatingSystem'], RegExp][] = [
  ['harmony', /HarmonyOS|OpenHarmony/],
  ['android', /Android/],
  ['iphone', /iPhone/],
  ['ipad', /iPad/],
  ['windows', /Windows/],
  ['mac', /Macintosh|Mac OS X/],
  ['linux', /Linux|X11/],
];

/** Read from a User-Agent, which anybody may make up: it is shown, and never decides anything. */
export function deviceOf(userAgent: string | undefined): Device {
  const text = userAgent?.slice(0, 400) ?? '';
  const found = <T>(signs: [T, RegExp][]): T | undefined => signs.find(([, sign]) => sign.test(text))?.[0];
  return { browser: found(browserSigns) ?? 'other', operatingSystem: found(systemSigns) ?? 'other' };
}

/** An address as far as its owner knows it again, and no further: 203.0.113.* or 2001:db8:12::* */
export function coarseNetwork(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (!plain.includes(':')) return plain.split('.').slice(0, 3).concat('*').join('.');
  const [head = ''] = plain.split('::');
  return `${head.split(':').filter(Boolean).slice(0, 3).join(':')}::*`;
}

/** What a session shows of where it began. */
export interface Visit extends Device {
  network: string;
}

export function visitOf({ ip, headers }: { ip: string; headers: { 'user-agent'?: string | undefined } }): Visit {
  return { ...deviceOf(headers['user-agent']), network: coarseNetwork(ip) };
}
