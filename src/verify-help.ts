export const verifyHelp = `  verify [--branch ID|CODE|NAME] [--from YYYY-MM] [--head CODE]… [--limit N] [--json] [--lang zh|en]
                        checks the trail, every publication and every published score, and names
                        the first break; --head checks a code printed on a board or a receipt`;
