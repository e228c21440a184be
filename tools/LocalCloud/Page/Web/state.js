// What is looked at, kept in the address: a copied address shows the same.
export const RANGES = { '5m': 300, '15m': 900, '1h': 3600, '3h': 10800, '12h': 43200, '1d': 86400, '1w': 604800 };
export const COMPARES = { previous: 0, yesterday: 86400, week: 604800 };

const listeners = new Set();

export const state = read();

function read() {
  const q = new URLSearchParams(location.search);
  const variables = {};
  for (const [key, value] of q) {
    if (key.startsWith('v.')) {
      variables[key.slice(2)] = value;
    }
  }

  const from = Date.parse(q.get('from') ?? '');
  const to = Date.parse(q.get('to') ?? '');
  const focus = q.get('focus');
  return {
    dashboard: q.get('dashboard'),
    range: RANGES[q.get('range')] ? q.get('range') : null,
    from: Number.isFinite(from) && Number.isFinite(to) && from < to ? from : null,
    to: Number.isFinite(from) && Number.isFinite(to) && from < to ? to : null,
    compare: COMPARES[q.get('compare')] === undefined ? '' : q.get('compare'),
    period: /^\d+$/.test(q.get('period') ?? '') ? Number(q.get('period')) : 0,
    utc: q.get('zone') !== 'local',
    tail: q.get('tail') === '1',
    focus: /^\d+$/.test(focus ?? '') ? Number(focus) : null,
    paused: false,
    variables,
  };
}

/** Changes the state, writes the address, and tells whoever listens which parts changed. */
export function change(parts, { replace = false } = {}) {
  const changed = Object.keys(parts).filter((key) => JSON.stringify(state[key]) !== JSON.stringify(parts[key]));
  if (changed.length === 0) {
    return;
  }

  Object.assign(state, parts);
  const address = toAddress();
  if (address !== location.pathname + location.search) {
    history[replace ? 'replaceState' : 'pushState'](null, '', address);
  }

  tell(changed);
}

export function listen(listener) {
  listeners.add(listener);
}

function tell(changed) {
  for (const listener of listeners) {
    listener(changed);
  }
}

addEventListener('popstate', () => {
  const before = { ...state };
  Object.assign(state, read(), { paused: state.paused });
  tell(Object.keys(state).filter((key) => JSON.stringify(state[key]) !== JSON.stringify(before[key])));
});

function toAddress() {
  const q = new URLSearchParams();
  const put = (name, value) => value && q.set(name, value);
  put('dashboard', state.dashboard);
  if (state.from) {
    put('from', new Date(state.from).toISOString());
    put('to', new Date(state.to).toISOString());
  } else {
    put('range', state.range);
  }

  put('compare', state.compare);
  put('period', state.period || '');
  put('zone', state.utc ? '' : 'local');
  put('tail', state.tail ? '1' : '');
  put('focus', state.focus === null ? '' : String(state.focus));
  const theme = new URLSearchParams(location.search).get('theme');
  put('theme', theme);
  for (const [id, value] of Object.entries(state.variables)) {
    q.set(`v.${id}`, value);
  }

  const text = q.toString();
  return location.pathname + (text ? `?${text}` : '');
}
