import fc from 'fast-check';
import { privateMatter } from '#src/scoring/private-matters.js';
import { usesSoftware } from '#src/scoring/software.js';

/** Figures of a rule that reward or punish using software, however they are written. */
const REFUSED = [
  '学习强国积分',
  '学习强国每日学习',
  '“学习强国”平台学习情况',
  '強國積分：學習強國',
  'APP 登录',
  '登录系统次数',
  '每月登录不少于 20 天',
  '登陆党建平台',
  '打卡天数',
  '每日打卡',
  '线上打卡',
  '连续打卡 7 天',
  '早起打卡',
  '在线时长',
  '在线学习时长',
  '学习时长',
  '视频观看时长',
  '平台时长',
  '在线学习 50 学时',
  '点赞',
  '点赞数',
  '文章点赞',
  '为推文点赞',
  '集赞',
  '转发',
  '转发朋友圈',
  '转发推文',
  '转发次数',
  '转发文件到微信群朋友圈',
  '分享链接',
  '关注公众号',
  '关注单位微信公众号',
  '公众号关注',
  '截图',
  '手机截图',
  '学习截图',
  '下载',
  '下载安装 APP',
  '安装反诈 APP',
  '推广使用小程序',
  '注册客户端账号',
  '浏览量',
  '阅读量',
  '阅读篇数',
  '文章阅读次数',
  '点击率',
  '播放量',
  '粉丝数',
  '平台积分',
  'APP 积分',
  '软件积分',
  '手机签到',
  '每日签到',
  '签到天数',
  '每日答题',
  '线上答题',
  '网络投票',
  '文章评论（公众号评论）',
  '微信步数',
  '点　赞',
  '点 赞',
  '点·赞',
  '点​赞',
  'Ａ Ｐ Ｐ 登 录',
  '登-录',
  '學習強國積分',
  '下載',
  '瀏覽量',
  '登錄',
  'Logging in',
  'Daily login',
  'L o g i n',
  'LOGIN',
  'log-ins per month',
  'Signing in to the app',
  'check-in streak',
  'daily check-ins',
  'minutes online',
  'time spent online',
  'Minutes in an app',
  'likes',
  'Number of likes',
  'Forwarding posts',
  'forwards',
  'reposts',
  'sharing links',
  'retweets',
  'screenshots',
  'Screen shot of the lesson',
  'Installing the app',
  'app installed: uses the software',
  'download',
  'Downloads of the app',
  'page views',
  'articles read',
  'reading counts',
  'followers',
  'following the public account',
  'subscribing to our channel',
  'points of another app',
  'App points',
  'Xuexi Qiangguo',
  'xue xi qiang guo points',
  'ｌｉｋｅｓ',
  'screen time',
];

/** Words of rules that are about offline duties and deeds. */
const PASSED = [
  '完成支部学习计划（不看任何软件时长）',
  "The branch's study plan fulfilled (no minutes in any software count)",
  'not counting minutes in any software',
  'app points do not count',
  '不以点赞、转发计分',
  '不计 APP 积分',
  '软件时长不计入',
  '严禁以截图代替证明',
  '签到表',
  '会议签到',
  '签到',
  '纸质签到',
  '值班每日签到',
  'sign-in sheet',
  'Signed in on the sheet',
  '上班打卡',
  '线下打卡',
  '考勤打卡',
  '网红打卡点建设',
  '获群众点赞',
  '受到服务对象点赞',
  '为担当作为者点赞',
  '转发文件',
  '转发上级通知',
  '经验材料被省委转发',
  '被市级以上转发的经验材料',
  '安装路灯',
  '为群众安装路灯',
  '装修活动室',
  '关注困难群众',
  '关注留守儿童',
  '志愿服务时长',
  '服务时长',
  '工作时长',
  '集中学习时长',
  '集中学习',
  '分享经验',
  '阅读书籍',
  '阅读原著',
  '软件开发',
  '使用正版软件',
  '台风登陆期间值守',
  '登记台账',
  '按时交自评表（纸质同等有效）',
  '线上参加组织生活（流动党员）',
  '交通强国试点',
  '制造强国建设',
  '信息化建设',
  '网络安全值守',
  '办理网上群众留言',
  '网格员工作',
  '入户访问次数',
  '平台建设任务',
  '全系统通报表扬',
  '积分',
  '积分册',
  '下载文件装订成册',
  'Voluntary service (an hour or more each time)',
  'Forwarding documents to the archive',
  'street lamps installed',
  'hours logged in the register',
  'he likes to help',
  'the likes of',
  'shared experience',
  'read a book',
  'views of the members collected',
  'Programme of the talk',
  'happy to use the library',
  'attendance',
  'Sign-in sheet at a meeting',
  'posts of duty',
  'Open to all',
];

/** What a deduction may name: improper acts, and pressing others. */
const FAULTS = [
  '转发谣言',
  '发布、转发不实信息',
  '工作时间刷视频',
  '会议期间刷屏',
  '强制群众下载 APP',
  '摊派点赞任务',
  'forwarding posts with rumours',
  'forcing others to install an app',
];
const STILL_PUNISHED = [
  '未登录学习强国',
  '未打卡',
  '不转发',
  '缺少打卡记录',
  '违规未打卡',
  '每月登录不得少于 20 次',
  'not logging in',
  'no daily check-ins',
];

test.each(REFUSED)('refuses %p', (text) => expect(usesSoftware(text, false)).not.toBeNull());
test.each(PASSED)('lets %p pass', (text) => expect(usesSoftware(text, false)).toBeNull());
test.each(FAULTS)('lets %p pass as a fault, but not as a merit', (text) => {
  expect([usesSoftware(text, true), usesSoftware(text, false) !== null]).toEqual([null, true]);
});
test.each(STILL_PUNISHED)('%p punishes not using software', (text) => {
  expect(usesSoftware(text, true)).not.toBeNull();
  expect(usesSoftware(text, false)).not.toBeNull();
});

test('what is denied in one clause is not denied in the next', () => {
  expect(usesSoftware('不看学习时长，只看登录天数', false)).toBe('登录');
  expect(usesSoftware('不看其他只看点赞', false)).toBe('点赞');
  expect(usesSoftware('每月点赞不少于 30 次', false)).toBe('点赞');
  expect(usesSoftware('not only likes', false)).toBe('likes');
  expect(usesSoftware('no upper limit for likes', false)).toBe('likes');
  expect(usesSoftware('not fewer than 20 log-ins', false)).toBe('log ins');
});

test('gaps, width and case hide nothing', () => {
  const gap = fc.constantFrom('', ' ', '　', '·', '-', '​', '_', '*');
  const wide = (text: string) =>
    text.replace(/[!-~]/g, (character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0));
  fc.assert(
    fc.property(
      fc.constantFrom('学习强国积分', '点赞', '登录', '打卡', '截图'),
      fc.array(gap, { minLength: 6, maxLength: 6 }),
      (word, gaps) => {
        const written = [...word].map((character, at) => character + gaps[at]!).join('');
        expect(usesSoftware(written, false)).not.toBeNull();
      },
    ),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('likes', 'Daily Login', 'screenshot', 'app points'),
      fc.boolean(),
      fc.boolean(),
      (word, isUpper, isWide) => {
        const cased = isUpper ? word.toUpperCase() : word;
        expect(usesSoftware(isWide ? wide(cased) : cased, false)).not.toBeNull();
      },
    ),
  );
});

test('any text is looked at without a throw and in no time', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 400, unit: 'binary' }),
      fc.boolean(),
      (text, isFault) => void usesSoftware(text, isFault),
    ),
  );
  const started = performance.now();
  for (const part of ['不看', '登录', 'not ', 'likes ', '转发', 'a ', '未', '在线']) {
    usesSoftware(part.repeat(200), true);
    usesSoftware(part.repeat(200), false);
    privateMatter(part.repeat(200));
  }
  expect(performance.now() - started).toBeLessThan(2000);
});

test.each([
  ['宗教信仰情况', 'belief'],
  ['是否信教', 'belief'],
  ['请病假', 'health'],
  ['体检结果', 'health'],
  ['婚姻状况', 'family'],
  ['子女教育', 'family'],
  ['朋友圈言论', 'speech'],
  ['Sick leave taken', 'health'],
  ['Church attendance', 'belief'],
  ['Marriage', 'family'],
  ['Private messages', 'speech'],
])('%p is a private matter: %s', (text, reason) => expect(privateMatter(text)?.reason).toBe(reason));

test.each([
  '慰问患病群众',
  '走访困难家庭成员',
  '化解家庭矛盾',
  '健康知识宣传',
  '照顾残疾老人',
  '理想信念',
  'helping people with disabilities',
  'A dispute between husband and wife settled',
  '参加组织活动',
  '请假',
])('%p is no private matter', (text) => expect(privateMatter(text)).toBeNull());
