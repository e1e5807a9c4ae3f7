export default {
  title: '党员与小组',
  importTitle: '导入花名册',
};
