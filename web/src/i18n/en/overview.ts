export default {
  title: 'Progress of branches',
};
