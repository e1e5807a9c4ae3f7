export default {
  openTitle: '开启月份',
  steps: '{month}进度',
  stepDone: '已完成',
  stepNow: '进行中',
  stepNext: '未到',
};
