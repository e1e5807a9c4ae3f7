import { mysqlAddresses, readSettings } from './config.js';
import { type Given, isSecret, readGiven, settingNames, settings, type SettingName } from './settings.js';

/** `pointbook config`: every setting with what is in force and where it was given, secrets masked; then what is wrong. */
export function configCommand(env: NodeJS.ProcessEnv): { text: string; failed: boolean } {
  const given = readGiven(
    env,
    (_sentence, instead) => instead,
    () => undefined,
  );
  const { config, mistakes } = readSettings(env);
  const width = Math.max(...settingNames.map(({ length }) => length));
  const lines = settingNames.map((name) => `${name.padEnd(width)}  ${inForce(name, given.get(name))}`);
  const notes = [...mistakes.map((mistake) => `Wrong: ${mistake}`), ...config.warnings.map((note) => `Note: ${note}`)];
  return { text: [...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n'), failed: mistakes.length > 0 };
}

function inForce(name: SettingName, given: Given | undefined): string {
  if (!given) return `(not given) ${settings[name].otherwise}`;
  const shown = isSecret(name) ? masked(given.text) : given.text;
  return given.file === undefined ? shown : `${shown}  from ${given.file}`;
}

/** Of a database's address the part that is secret, of anything else all. */
function masked(text: string): string {
  if (/^sqlite:/.test(text)) return text;
  const addresses = mysqlAddresses(text);
  const [address] = addresses;
  if (!address) return '••••';
  const hosts = addresses.map(({ host }) => host).join(',');
  return `mysql://${address.username && '••••:••••@'}${hosts}${address.pathname}`;
}
