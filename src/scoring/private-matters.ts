import { chineseClauses, englishClauses } from './plain-text.js';

/** What nobody is scored on (domain/README.md, limits). */
export type PrivateReason = 'belief' | 'health' | 'family' | 'speech';

const WORDS: Record<PrivateReason, { zh: RegExp; en: RegExp }> = {
  belief: {
    zh: /信教|宗教|教徒|信仰宗教|做礼拜|烧香|拜佛/u,
    en: /\b(?:religion|religious|church|worship|believers?)\b/u,
  },
  health: {
    zh: /疾病|患病|生病|病假|病史|体检|残疾|身体(?:健康)?状况|健康状况|住院|产检/u,
    en: /\b(?:sick leave|illness|diseases?|health|medical|disabilit(?:y|ies)|hospital)\b/u,
  },
  family: {
    zh: /婚姻|结婚|离婚|婚恋|生育|怀孕|产假|子女|家庭(?:关系|矛盾|状况|情况|成员)|夫妻|彩礼/u,
    en: /\b(?:marriage|married|divorced?|pregnan(?:t|cy)|childbirth|children|spouse|husband|wife|family)\b/u,
  },
  speech: {
    zh: /朋友圈|(?:私下|网上|网络|微信|微博|群里).{0,4}(?:言论|发言|言行)|聊天(?:记录|内容)|私聊/u,
    en: /\b(?:private (?:speech|talk|chats?|messages?)|chat (?:logs?|history)|moments posts?)\b/u,
  },
};

/** Help for others is a deed, whatever their trouble is; what is denied is no subject of the rule. */
const OF_OTHERS =
  /慰问|帮助|帮扶|帮教|看望|走访|关爱|关怀|困难|服务|救助|照顾|群众|老人|留守|邻里|调解|化解|宣传|宣讲|捐|知识|义诊|不看|不计|不涉及|无关/u;
const OF_OTHERS_ENGLISH =
  /\b(?:help\w*|visit\w*|car(?:e|ed|ing)|support\w*|other|others|people's|neighbou?rs?|dispute|volunt\w*|donat\w*|no|not)\b/u;

/** The private matter that a text speaks of, and why it is private; null when there is none. */
export function privateMatter(text: string): { word: string; reason: PrivateReason } | null {
  const clauses = [
    ...chineseClauses(text).map((clause) => ({ clause, language: 'zh' as const, others: OF_OTHERS })),
    ...englishClauses(text).map((clause) => ({ clause, language: 'en' as const, others: OF_OTHERS_ENGLISH })),
  ];
  for (const { clause, language, others } of clauses) {
    if (others.test(clause)) continue;
    for (const reason of Object.keys(WORDS) as PrivateReason[]) {
      const found = WORDS[reason][language].exec(clause);
      if (found) return { word: found[0], reason };
    }
  }
  return null;
}
