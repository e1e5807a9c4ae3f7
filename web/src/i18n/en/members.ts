export default {
  title: 'Members and groups',
  importTitle: 'Import a roster',
};
