// Before anything is drawn, so that a dark page never flashes white.
(() => {
  let stored = null;
  try {
    stored = localStorage.getItem('theme');
  } catch {
    // No storage: the system's choice.
  }

  const wanted = new URLSearchParams(location.search).get('theme') ?? stored;
  const dark = wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
