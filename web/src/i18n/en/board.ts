export default {
  title: 'Publication',
};
