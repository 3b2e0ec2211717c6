// Before anything is painted: a page that turns dark after it was light hurts the eyes. No page may hold a script of its
// own, so that it stands here.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('orderhouse.color-scheme');
  } catch {
    // Storage is refused: the system's choice counts.
  }
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
})();
