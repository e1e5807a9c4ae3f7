/*
 * The words of using software. A word that can be innocent (转发, 点赞, 打卡) is in INNOCENT with the neighbours that say so:
 * passing on a document, people's thanks, the clock at work. All of it is matched against `plain-text.ts`.
 */

const APP = '(?:app|软件|小程序|客户端|应用程序|公众号|视频号|学习强国|微信|微博|抖音|快手|钉钉|朋友圈|qq群|贴吧)';
const ONLINE = '(?:线上|在线|网上|网络)';
const ACTS = '安装|下载|注册|激活|开通|绑定|使用|打开|启用|推广';
const AMOUNT = '(?:量|数|次|率|天|篇|条|时长|分钟|积分|排名|打卡)';

/** Something in the clause is software: no word in it is innocent. */
export const SOFTWARE = new RegExp(`${APP}|${ONLINE}|平台|手机|网站|网页|链接|推文|短视频|直播`, 'u');
/** Nobody counts thanks. */
export const COUNTED = new RegExp(`(?:点赞|转发|打卡)${AMOUNT}`, 'u');

export const CHINESE: RegExp[] = [
  `学习强国(?!建设|战略|复兴|有我)(?:app)?(?:学习)?(?:积分|分数|答题|打卡|时长|排名)?|强国(?:app|积分|平台|答题)`,
  `登录(?!台账|在册|造册)`,
  `(?:${APP}|平台|手机|账号).{0,6}登陆|登陆.{0,6}(?:${APP}|平台|账号|系统)`,
  `(?:${ACTS}).{0,10}(?<!正版)${APP}(?!开发)`,
  `${APP}.{0,8}(?:安装|下载|注册|激活|使用率|使用情况|活跃|推广)`,
  `下载(?!文件|表格|资料|通知|材料)|安装${AMOUNT}`,
  `打卡(?!点|地)`,
  `(?:${APP}|${ONLINE}|平台|手机|每日|每天|连续|定位).{0,4}签到|签到(?:天数|积分|排名)`,
  `(?:${ONLINE}|观看|收看|使用|登录|挂机|浏览|学习|视频|软件|平台|app|手机)的?时长`,
  `${ONLINE}(?:学习|答题|课程|培训|学院|测试|竞赛|互动).{0,4}(?:${AMOUNT}|学时|学分)`,
  `${ONLINE}(?:天数|时间|分钟|积分|答题)|每日答题|每日一题`,
  `(?:${APP}|${ONLINE}|平台).{0,6}(?:积分|刷题|答题|评论|跟帖|活跃)|(?:网络|微信)投票|投票链接|留言(?:数|量|次)`,
  `点个?赞|集赞|刷赞|点在看|一键三连`,
  `转发|转载(?:推文|文章|链接)|分享(?:到|至|链接|推文|朋友圈|视频)`,
  `关注.{0,8}(?:${APP}|账号|平台)|${APP}.{0,4}关注|涨粉|粉丝(?:量|数)|刷分|刷量|刷屏|刷视频`,
  `截图|截屏|录屏`,
  `(?:阅读|浏览|点击|播放|收藏|观看)(?:量|数|次数|率|篇数|条数|人次)|访问量`,
  `(?:阅读|浏览|观看|收看).{0,6}(?:${APP}|推文|网页|页面|链接|短视频)`,
  `(?:微信群|工作群|qq群|群聊|群内|钉钉群).{0,6}(?:发言次数|活跃|接龙)`,
  `微信步数|运动步数|步数排名`,
].map((pattern) => new RegExp(pattern, 'gu'));

/** What makes a word innocent, where nothing in the clause is about software. */
export const INNOCENT: { word: RegExp; beside: RegExp }[] = [
  { word: /打卡$/u, beside: /线下|现场|考勤|上班|上下班|指纹|出勤|纸质/u },
  { word: /签到$/u, beside: /值班|值守|现场|线下|纸质|考勤|签到[表簿册]/u },
  { word: /^学习时长/u, beside: /集中|线下|课堂|脱产|面授/u },
  {
    word: /^点个?赞/u,
    beside:
      /(?:群众|百姓|村民|居民|社区|社会|服务对象|企业|领导|各界).{0,6}点赞|(?:受到|获得?|得到|赢得|为).{1,10}点赞/u,
  },
  {
    word: /^转发/u,
    beside:
      /转发.{0,8}(?:文件|文电|公文|通知|通报|批示|信函|来文|纪要)|(?:被|经|获|由).{0,12}转发|(?:上级|中央|国家|省|市|县).{0,6}转发/u,
  },
];

export const ENGLISH: RegExp[] = [
  `\\blog(?:s|ged|ging)? ?(?:in|on)s?\\b(?! (?:the |a |an )?(?:register|book|minutes|diary|record|ledger))`,
  `\\bsign(?:s|ed|ing)? in (?:to|on|at) (?:an?|the) (?:app|platform|system|site)\\b`,
  `\\b(?:daily|app|online|consecutive) check ?ins?\\b|\\bcheck(?:ing)? ?ins? (?:streaks?|days?|counts?|(?:on|in) the app)\\b|\\bstreaks?\\b`,
  `\\b(?:minutes?|hours?|time|days?) (?:spent )?(?:online|on screen|(?:in|on) (?:an?|the|any) (?:app|software|platform))\\b`,
  `\\bonline (?:minutes?|hours?|time|days?|quiz(?:zes)?|points?)\\b|\\bscreen time\\b`,
  `(?<!\\bthe )\\blikes\\b(?! to\\b)|\\bupvotes?\\b|\\bthumbs ups?\\b`,
  `\\b(?:forward|shar|re ?post)(?:e|es|s|ed|ing)?\\b.{0,20}\\b(?:posts?|links?|articles?|videos?|online|moments|apps?)\\b`,
  `\\bre ?posts?\\b|\\bre ?tweet(?:s|ed|ing)?\\b|\\bforwards\\b`,
  `\\bscreen ?(?:shots?|captures?|recordings?)\\b`,
  `\\b(?:install(?:s|ed|ing|ation)?|activat(?:es?|ed|ing)|register(?:s|ed|ing)?|us(?:es?|ed|ing|age)|open(?:s|ed|ing)?)\\b(?!.{0,20}\\blicensed\\b).{0,20}\\b(?:apps?|software|mini ?programs?)\\b`,
  `\\bdownload(?:s|ed|ing)?\\b`,
  `\\b(?:apps?|software|platform) (?:points?|installs?|installations?|usage|use|minutes?|activity)\\b`,
  `\\bpoints? (?:of|from|in|on) .{0,20}\\b(?:apps?|software|platform)\\b`,
  `\\bpage ?views?\\b|\\bnumber of (?:views|reads|clicks|followers)\\b|\\b(?:view|read|reading|click) counts?\\b|\\barticles? read\\b|\\bclicks\\b|\\bfollowers\\b`,
  `\\b(?:follow|subscrib)(?:e|es|s|ed|ing)?\\b(?! up).{0,25}\\b(?:(?:public|official|wechat|video|media) accounts?|channels?|feeds?)\\b`,
  `\\bxue ?xi ?qiang ?guo\\b|\\bstud(?:y|ying) (?:the )?(?:great|strong|powerful) nation\\b`,
  `\\b(?:daily steps|step counts?)\\b`,
].map((pattern) => new RegExp(pattern, 'gu'));
